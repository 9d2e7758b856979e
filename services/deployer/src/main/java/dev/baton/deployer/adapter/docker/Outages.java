package dev.baton.deployer.adapter.docker;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** When the engine was away. What ended in such a time was ended with the engine and is not to blame. */
final class Outages {
    private final Clock clock;
    private Optional<Instant> lastAnswer = Optional.empty();
    private Optional<Instant> awaySince = Optional.empty();
    private Optional<Span> last = Optional.empty();

    Outages(Clock clock) {
        this.clock = clock;
    }

    /** A time without the engine: from its last answer before to its first one after. */
    private record Span(Instant from, Instant until) {
        boolean covers(Instant instant) {
            return !instant.isBefore(from) && !instant.isAfter(until);
        }
    }

    synchronized void answered() {
        Instant now = clock.instant();
        awaySince.ifPresent(since -> last = Optional.of(new Span(since, now)));
        awaySince = Optional.empty();
        lastAnswer = Optional.of(now);
    }

    synchronized void silent() {
        if (awaySince.isEmpty()) {
            awaySince = lastAnswer.or(() -> Optional.of(clock.instant()));
        }
    }

    /** Whether the engine was away, or on its way there, at that time. */
    synchronized boolean covers(Instant instant) {
        return last.filter(span -> span.covers(instant)).isPresent();
    }
}
