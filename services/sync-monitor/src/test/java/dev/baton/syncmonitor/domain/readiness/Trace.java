package dev.baton.syncmonitor.domain.readiness;

import dev.baton.events.LifecycleEvent;
import dev.baton.events.SyncProgress;
import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays samples to a deployment's readiness, one each second unless told otherwise, and collects what it publishes. */
final class Trace {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Terms TERMS = new Terms(
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            Duration.ofSeconds(60));

    private final List<LifecycleEvent> events = new ArrayList<>();
    private Readiness readiness;
    private Instant now = START;
    private long sequence;

    Trace(Phase phase) {
        readiness = Readiness.watching(TERMS, phase, START, START);
    }

    Readiness readiness() {
        return readiness;
    }

    Instant now() {
        return now;
    }

    List<LifecycleEvent> events() {
        return events;
    }

    Trace in(Phase phase) {
        readiness = readiness.in(phase);
        return this;
    }

    Trace pass(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** A second later, a sample; its tip is the height and the lag. */
    Trace sample(long height, long lag) {
        pass(Duration.ofSeconds(1));
        return play(new SyncProgress(
                ++sequence,
                now,
                Optional.of(height),
                Optional.of(height + lag),
                Optional.empty(),
                Optional.empty(),
                true,
                List.of()));
    }

    /** That many seconds at the tip, which advances by one each second. */
    Trace atTip(int seconds, long from) {
        for (var second = 0; second < seconds; second++) {
            sample(from + second, 0);
        }
        return this;
    }

    Trace unknown(String reason) {
        pass(Duration.ofSeconds(1));
        return play(new SyncProgress(
                ++sequence,
                now,
                Optional.empty(),
                Optional.of(100L),
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(reason)));
    }

    /** Hands in a sample as it is. */
    Trace play(SyncProgress sample) {
        return keep(readiness.decide(sample, now));
    }

    /** The instance ends by itself, now. */
    Trace exit() {
        return keep(readiness.exited(now, now));
    }

    Trace tick() {
        return keep(readiness.tick(now, START));
    }

    Trace tickSince(Instant watchingSince) {
        return keep(readiness.tick(now, watchingSince));
    }

    private Trace keep(Readiness.Decision decision) {
        readiness = decision.next();
        decision.event().ifPresent(events::add);
        return this;
    }
}
