package dev.baton.syncmonitor.handler;

import dev.baton.codec.Topic;
import dev.baton.events.DataVerified;
import dev.baton.events.LifecycleEvent;
import dev.baton.model.EventId;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import dev.baton.syncmonitor.domain.verification.Archives;
import dev.baton.syncmonitor.domain.verification.DataVerification;
import dev.baton.syncmonitor.domain.verification.Outcome;
import dev.baton.syncmonitor.topology.ReadinessTopology;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Runs the verifications that are due. One is tried again, more and more patiently, until its outcome is on record and
 * was read back, or something else is due. The outcome's event has the same id whenever the same proof is answered.
 */
public final class Verifier implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Verifier.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 5;

    private final Archives archives;
    private final Threads threads;
    private final Publisher publisher;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Map<EventId, Due> due = new HashMap<>();

    public Verifier(Archives archives, Threads threads, Publisher publisher, Clock clock, MeterRegistry metrics) {
        this.archives = archives;
        this.threads = threads;
        this.publisher = publisher;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** From now on these are due. What was due and is not any more is given up. */
    public synchronized void follow(Stream<Due> all) {
        var wanted = all.collect(Collectors.toMap(it -> it.proof().event().id(), Function.identity()));
        due.keySet().retainAll(wanted.keySet());
        wanted.forEach((cause, it) -> {
            if (due.put(cause, it) == null) {
                threads.start(() -> verify(cause, 0));
            }
        });
    }

    @Override
    public void close() {
        follow(Stream.empty());
    }

    private synchronized Optional<Due> current(EventId cause) {
        return Optional.ofNullable(due.get(cause));
    }

    private void verify(EventId cause, int attempt) {
        current(cause).ifPresent(it -> {
            try {
                conclude(it, attempt, run(it));
            } catch (RuntimeException fault) {
                LOG.errorf(fault, "%s: the verification failed in a way that nobody foresaw", name(it));
                again(it, attempt);
            }
        });
    }

    private Outcome run(Due it) {
        // The same heights whenever the same proof is answered, so that a second run finds the same.
        var random = new SplittableRandom(it.proof().event().id().value().hashCode());
        return DataVerification.run(it, archives, clock.instant(), random);
    }

    private void conclude(Due it, int attempt, Outcome outcome) {
        metrics.counter(
                        "baton.verifications",
                        "outcome",
                        outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .increment();
        switch (outcome) {
            case Outcome.Proven(var verification) -> {
                LOG.infof("%s: verified up to height %d", name(it), verification.pinnedHeight());
                publish(it, attempt, new DataVerified(verification));
            }
            case Outcome.Differing(var mismatch) -> {
                LOG.warnf(
                        "%s: its data differs at %d heights (%s), first %s",
                        name(it), mismatch.total(), mismatch.check(), mismatch.differences());
                publish(it, attempt, mismatch);
            }
            case Outcome.Inconclusive(var reason) -> {
                LOG.warnf("%s: not verified yet, will be tried again: %s", name(it), reason);
                again(it, attempt);
            }
        }
    }

    private void publish(Due it, int attempt, LifecycleEvent event) {
        if (current(it.proof().event().id()).isEmpty()) {
            return;
        }
        var envelope = it.proof()
                .event()
                .leadsTo(ReadinessTopology.SOURCE, Optional.of(it.green().id()), clock.instant(), event);
        publisher.publish(Topic.DEPLOYMENTS, envelope).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.warnf("%s: the outcome could not be published: %s", name(it), failure.getMessage());
                again(it, attempt);
            }
        });
    }

    private void again(Due it, int attempt) {
        if (current(it.proof().event().id()).isEmpty()) {
            return;
        }
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt, MOST_DOUBLINGS));
        threads.startAfter(pause, () -> verify(it.proof().event().id(), attempt + 1));
    }

    private static String name(Due it) {
        return it.proof().event().application() + " " + it.green().id();
    }
}
