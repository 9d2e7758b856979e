package dev.baton.load.wire;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends overdue exchanges by closing their socket. A socket's own read time-out would start anew with every byte, and
 * nothing bounds a write; a close ends both.
 */
public final class Deadlines implements AutoCloseable {

    private final ScheduledThreadPoolExecutor scheduler;

    /** Starts one daemon thread, which {@link #close()} ends. */
    public Deadlines() {
        scheduler = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("load-deadlines").factory());
        // Nearly every deadline is cancelled; kept until due, they would pile up.
        scheduler.setRemoveOnCancelPolicy(true);
    }

    /** A running deadline. */
    static final class Deadline implements AutoCloseable {
        private final AtomicBoolean passed = new AtomicBoolean();
        private final ScheduledFuture<?> alarm;

        private Deadline(ScheduledThreadPoolExecutor scheduler, Duration after, Closeable socket) {
            alarm = scheduler.schedule(
                    Executors.callable(() -> {
                        passed.set(true);
                        closeQuietly(socket);
                    }),
                    after.toNanos(),
                    TimeUnit.NANOSECONDS);
        }

        boolean passed() {
            return passed.get();
        }

        @Override
        public void close() {
            alarm.cancel(false);
        }
    }

    Deadline after(Duration duration, Closeable socket) {
        return new Deadline(scheduler, duration, socket);
    }

    static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is of no more use either way.
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
