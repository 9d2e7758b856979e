package dev.baton.syncmonitor.handler;

import dev.baton.codec.Topic;
import dev.baton.events.Envelope;
import dev.baton.events.VerificationProgress;
import dev.baton.model.EventId;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import dev.baton.syncmonitor.domain.verification.Bookmarks;
import dev.baton.syncmonitor.domain.verification.Course;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import dev.baton.syncmonitor.topology.ReadinessTopology;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** An attempt of a verification, told on the topic of progress: not at all where it is short, now and then where it is long. */
final class ToldCourse implements Course {

    private static final Logger LOG = Logger.getLogger(ToldCourse.class);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Due due;
    private final Threads threads;
    private final Publisher publisher;
    private final Clock clock;
    private final Stretch stretch;
    private final Bookmarks bookmarks;
    private final Turns turns;
    private final BooleanSupplier wanted;

    private VerificationProgress latest =
            new VerificationProgress("blocks", "itself", 0, Optional.empty(), Optional.empty());
    private Optional<Future<?>> next = Optional.empty();
    private boolean over;

    /** Seen by the verification's own thread only. */
    private boolean turn;

    /**
     * @param stretch what it is a part of; what was found equal in it is looked up first
     * @param turns of which it holds one, but for its pauses
     * @param wanted whether anybody still waits for the outcome
     */
    ToldCourse(
            Due due,
            Threads threads,
            Publisher publisher,
            Clock clock,
            Stretch stretch,
            Turns turns,
            BooleanSupplier wanted) {
        this.due = due;
        this.threads = threads;
        this.publisher = publisher;
        this.clock = clock;
        this.stretch = stretch;
        this.bookmarks = stretch.bookmarks();
        this.turns = turns;
        this.wanted = wanted;
    }

    /** Waits for a turn. */
    void begin() throws Unreachable {
        synchronized (this) {
            next = Optional.of(threads.startAfter(FIRST, this::report));
        }
        take();
    }

    void end() {
        give();
        synchronized (this) {
            over = true;
            next.ifPresent(waiting -> waiting.cancel(false));
        }
    }

    /** It cannot go on for now. */
    synchronized void held(String reason) {
        publish(new VerificationProgress(
                latest.check(), latest.against(), latest.done(), latest.total(), Optional.of(reason)));
    }

    @Override
    public synchronized void tell(String check, String against, long done, Optional<Long> total) {
        latest = new VerificationProgress(check, against, done, total, Optional.empty());
    }

    @Override
    public void pause(Duration pause) throws Unreachable {
        give();
        try {
            Thread.sleep(pause);
        } catch (InterruptedException _) {
            throw interrupted();
        }
        take();
    }

    @Override
    public boolean contended() {
        return turns.isAwaited();
    }

    @Override
    public Bookmarks bookmarks() {
        return bookmarks;
    }

    private void take() throws Unreachable {
        try {
            turns.begin();
            turn = true;
        } catch (InterruptedException _) {
            throw interrupted();
        }
        if (!wanted.getAsBoolean()) {
            throw new Unreachable("it is not wanted any more");
        }
    }

    private void give() {
        if (turn) {
            turn = false;
            turns.end();
        }
    }

    private static Unreachable interrupted() {
        Thread.currentThread().interrupt();
        return new Unreachable("interrupted");
    }

    private synchronized void report() {
        if (!over) {
            publish(latest);
            next = Optional.of(threads.startAfter(INTERVAL, this::report));
        }
    }

    /** What is lost is made up for by the next one. */
    private void publish(VerificationProgress progress) {
        var cause = due.proof().event();
        var told = new VerificationProgress(
                progress.check(),
                progress.against(),
                progress.done(),
                progress.total(),
                progress.held(),
                stretch.equal());
        var envelope = new Envelope<>(
                EventId.random(),
                ReadinessTopology.SOURCE,
                cause.application(),
                clock.instant(),
                Optional.of(due.green().id()),
                Optional.of(cause.id()),
                cause.traceparent(),
                told);
        publisher.publish(Topic.SYNC_PROGRESS, envelope).exceptionally(failure -> {
            LOG.warnf("%s: its progress could not be published: %s", due.green().id(), failure.getMessage());
            return null;
        });
    }
}
