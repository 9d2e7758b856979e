package dev.baton.cli.client;

import dev.baton.cli.CommandFailure;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How long somebody is willing to wait in all. */
public final class Patience {
    private final long deadline;

    private Patience(long deadline) {
        this.deadline = deadline;
    }

    /** Patience that begins now. */
    public static Patience of(Duration limit) {
        return new Patience(System.nanoTime() + limit.toNanos());
    }

    public boolean isOver() {
        return System.nanoTime() - deadline >= 0;
    }

    /** Waits for a moment before somebody looks again. */
    public static void pause(Duration moment) {
        try {
            // Nothing ever counts this down: what is waited for is on another machine.
            new CountDownLatch(1).await(moment.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted");
        }
    }
}
