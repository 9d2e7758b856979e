package dev.baton.syncmonitor.handler;

import dev.baton.codec.Topic;
import dev.baton.events.DataVerified;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.SyncProgress;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.Verification;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import dev.baton.syncmonitor.domain.verification.Archives;
import dev.baton.syncmonitor.domain.verification.BookmarkStore;
import dev.baton.syncmonitor.domain.verification.DataVerification;
import dev.baton.syncmonitor.domain.verification.NewestBlocks;
import dev.baton.syncmonitor.domain.verification.Outcome;
import dev.baton.syncmonitor.domain.verification.ToldBookmarks;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import dev.baton.syncmonitor.topology.ReadinessTopology;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Runs the verifications that are due, one at a time for each deployment. One that takes longer than a proof of readiness
 * counts goes on while the proof is renewed; its result answers the proof that called for it, and what has come since is
 * verified next, which is little. One is tried again, more and more patiently, until its outcome is on record. The
 * outcome's event has the same id whenever the same proof is answered. A few ask databases at a time, and take turns.
 *
 * <p>A proof is as old as its sample, and green may have dropped blocks, or fallen behind, while its data was read. So that
 * its data is verified is said only while the last look at it finds it within the tolerance, and nothing differs up to where
 * that look found it.
 */
public final class Verifier implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Verifier.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 5;
    private static final int STRETCHES_REMEMBERED = 256;

    private static final String BEHIND =
            "no difference was found; it counts as verified once the last look finds it within the tolerance of the tip";

    /** Each holds a connection to green's database and one to blue's. */
    private static final int AT_ONCE = 4;

    private final Archives archives;
    private final Threads threads;
    private final Publisher publisher;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Function<DeploymentId, Optional<SyncProgress>> within;
    private final BookmarkStore store;
    private final ToldBookmarks told;
    private final Turns turns = new Turns(AT_ONCE);
    private final Map<DeploymentId, Task> tasks = new HashMap<>();
    private final Map<DeploymentId, Stretch> stretches = new LinkedHashMap<>();

    /**
     * One that forgets at its end how far it was.
     *
     * @param within the last look at a deployment, where that found it within the tolerance of its tip
     */
    public Verifier(
            Archives archives,
            Threads threads,
            Publisher publisher,
            Clock clock,
            MeterRegistry metrics,
            Function<DeploymentId, Optional<SyncProgress>> within) {
        this(archives, threads, publisher, clock, metrics, within, BookmarkStore.NONE, ToldBookmarks.NONE);
    }

    /**
     * @param within the last look at a deployment, where that found it within the tolerance of its tip
     * @param store what was found equal before the process started, and what it leaves to the next
     * @param told what another process found equal that had it before
     */
    public Verifier(
            Archives archives,
            Threads threads,
            Publisher publisher,
            Clock clock,
            MeterRegistry metrics,
            Function<DeploymentId, Optional<SyncProgress>> within,
            BookmarkStore store,
            ToldBookmarks told) {
        this.archives = archives;
        this.threads = threads;
        this.publisher = publisher;
        this.clock = clock;
        this.metrics = metrics;
        this.within = within;
        this.store = store;
        this.told = told;
    }

    /** The verification of one deployment's data, from the proof that called for it until nothing is due any more. */
    private static final class Task {
        private final Stretch stretch;
        private Due due;
        private Optional<EventId> answered = Optional.empty();

        Task(Stretch stretch, Due due) {
            this.stretch = stretch;
            this.due = due;
        }
    }

    /** From now on these are due. What was due and is not any more is given up. */
    public synchronized void follow(Stream<Due> all) {
        var wanted = all.collect(Collectors.toMap(it -> it.green().id(), Function.identity()));
        tasks.entrySet()
                .removeIf(entry -> Optional.ofNullable(wanted.get(entry.getKey()))
                        .filter(entry.getValue().stretch::includes)
                        .isEmpty());
        wanted.forEach((id, it) -> {
            var task = tasks.get(id);
            if (task == null) {
                var begun = new Task(stretch(it), it);
                tasks.put(id, begun);
                threads.start(() -> verify(begun, 0));
            } else {
                take(task, it);
            }
        });
    }

    @Override
    public void close() {
        follow(Stream.empty());
    }

    /** A newer proof waits until the one before is answered, and begins with what was found then. */
    private void take(Task task, Due newer) {
        task.due = newer;
        var waits = task.answered.filter(
                proof -> !proof.equals(newer.proof().event().id()));
        if (waits.isPresent()) {
            task.answered = Optional.empty();
            threads.start(() -> verify(task, 0));
        }
    }

    private Stretch stretch(Due it) {
        var id = it.green().id();
        var known = Optional.ofNullable(stretches.remove(id)).filter(stretch -> stretch.includes(it));
        var stretch = known.orElseGet(() -> Stretch.of(it, store, told, clock.instant()));
        stretches.put(id, stretch);
        if (stretches.size() > STRETCHES_REMEMBERED) {
            stretches.remove(stretches.keySet().iterator().next());
        }
        return stretch;
    }

    private synchronized boolean isWanted(Task task) {
        return tasks.get(task.due.green().id()) == task;
    }

    private synchronized Optional<Due> current(Task task) {
        return isWanted(task) ? Optional.of(task.stretch.withWhatWasFound(task.due)) : Optional.empty();
    }

    private void verify(Task task, int attempt) {
        current(task).ifPresent(it -> {
            var course = new ToldCourse(it, threads, publisher, clock, task.stretch, turns, () -> isWanted(task));
            try {
                conclude(task, it, attempt, run(it, course), course);
            } catch (RuntimeException fault) {
                LOG.errorf(fault, "%s: the verification failed in a way that nobody foresaw", name(it));
                again(task, attempt);
            } finally {
                course.end();
            }
        });
    }

    private Outcome run(Due it, ToldCourse course) {
        try {
            course.begin();
            return DataVerification.run(it, archives, clock.instant(), random(it), course);
        } catch (Unreachable unreachable) {
            return new Outcome.Inconclusive(String.valueOf(unreachable.getMessage()));
        }
    }

    /** The same heights whenever the same proof is answered, so that a second run finds the same. */
    private static SplittableRandom random(Due it) {
        return new SplittableRandom(it.proof().event().id().value().hashCode());
    }

    private void conclude(Task task, Due it, int attempt, Outcome outcome, ToldCourse course) {
        metrics.counter(
                        "baton.verifications",
                        "outcome",
                        outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .increment();
        switch (outcome) {
            case Outcome.Proven(var verification) -> {
                // Whoever waits gives way to others, and takes a turn again where it asks.
                course.end();
                var newest = new NewestBlocks(it, archives, verification.pinnedHeight(), () -> random(it));
                confirm(new Confirmation(task, it, verification, newest, course), 0, "");
            }
            case Outcome.Differing(var mismatch) -> {
                LOG.warnf(
                        "%s: its data differs in %d places (%s), first %s",
                        name(it), mismatch.total(), mismatch.check(), mismatch.differences());
                publish(task, it, 0, mismatch);
            }
            case Outcome.Inconclusive(var reason) -> {
                if (isWanted(task)) {
                    LOG.warnf("%s: not verified yet, will be tried again: %s", name(it), reason);
                    course.held(reason);
                    again(task, attempt);
                }
            }
        }
    }

    /** A verification that found nothing, and what it waits for. */
    private record Confirmation(
            Task task, Due due, Verification verification, NewestBlocks newest, ToldCourse course) {}

    /**
     * Waits until nothing stands in the way, or green has lost its readiness. Where a newer proof has come meanwhile, that one
     * is verified instead, which is little.
     *
     * @param told why it waits, as it was said last
     */
    private void confirm(Confirmation waiting, int attempt, String told) {
        var task = waiting.task();
        var it = waiting.due();
        if (!isWanted(task)) {
            return;
        }
        var awaited = awaited(waiting);
        if (awaited.isEmpty()) {
            LOG.infof(
                    "%s: verified up to height %d",
                    name(it), waiting.verification().pinnedHeight());
            task.stretch.found(waiting.verification());
            publish(task, it, 0, new DataVerified(waiting.verification()));
            return;
        }
        var why = awaited.get();
        if (!why.equals(told)) {
            LOG.infof("%s: %s", name(it), why);
            waiting.course().held(why);
        }
        // Looking at what the sampler knows costs nothing; asking a source may.
        var next = why.equals(BEHIND) ? 0 : attempt + 1;
        threads.startAfter(pause(next), () -> {
            if (isCurrent(task, it)) {
                confirm(waiting, next, why);
            } else {
                task.stretch.found(waiting.verification());
                verify(task, 0);
            }
        });
    }

    private synchronized boolean isCurrent(Task task, Due it) {
        return task.due.proof().event().id().equals(it.proof().event().id());
    }

    /** Why data that was found equal does not count as verified yet. */
    private Optional<String> awaited(Confirmation waiting) {
        var green = waiting.due().green().id();
        if (within.apply(green).isEmpty()) {
            return Optional.of(BEHIND);
        }
        try {
            turns.begin();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
        try {
            var look = within.apply(green);
            return look.isEmpty() ? Optional.of(BEHIND) : waiting.newest().awaited(look.get());
        } catch (Unreachable unreachable) {
            return Optional.of(String.valueOf(unreachable.getMessage()));
        } catch (RuntimeException fault) {
            LOG.errorf(
                    fault,
                    "%s: its newest blocks could not be compared, in a way that nobody foresaw",
                    name(waiting.due()));
            return Optional.of("its newest blocks could not be compared: " + fault.getMessage());
        } finally {
            turns.end();
        }
    }

    private void publish(Task task, Due it, int attempt, LifecycleEvent event) {
        if (!isWanted(task)) {
            return;
        }
        Envelope<LifecycleEvent> envelope = it.proof()
                .event()
                .leadsTo(ReadinessTopology.SOURCE, Optional.of(it.green().id()), clock.instant(), event);
        publisher.publish(Topic.DEPLOYMENTS, envelope).whenComplete((_, failure) -> {
            if (failure == null) {
                answered(task, it);
            } else {
                LOG.warnf("%s: the outcome could not be published: %s", name(it), failure.getMessage());
                threads.startAfter(pause(attempt), () -> publish(task, it, attempt + 1, event));
            }
        });
    }

    private synchronized void answered(Task task, Due it) {
        task.answered = Optional.of(it.proof().event().id());
        store.forget(it.green().id());
        if (isWanted(task)) {
            take(task, task.due);
        }
    }

    private void again(Task task, int attempt) {
        if (isWanted(task)) {
            threads.startAfter(pause(attempt), () -> verify(task, attempt + 1));
        }
    }

    private static Duration pause(int attempt) {
        return FIRST_PAUSE.multipliedBy(1L << Math.min(attempt, MOST_DOUBLINGS));
    }

    private static String name(Due it) {
        return it.proof().event().application() + " " + it.green().id();
    }
}
