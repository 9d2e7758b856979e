package dev.baton.syncmonitor.handler;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Virtual threads for what waits on others, and one clock-work that starts them. */
public final class Threads implements AutoCloseable {

    private final ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("baton-timer").daemon().factory());

    /** Starts a virtual thread for each task. */
    ExecutorService virtual() {
        return virtual;
    }

    /** Starts the task on a virtual thread of its own. */
    void start(Runnable task) {
        virtual.execute(task);
    }

    /** Starts the task later; until then it can be cancelled. */
    Future<?> startAfter(Duration pause, Runnable task) {
        return timer.schedule(() -> virtual.execute(task), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        virtual.shutdownNow();
    }
}
