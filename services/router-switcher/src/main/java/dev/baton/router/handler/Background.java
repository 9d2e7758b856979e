package dev.baton.router.handler;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Virtual threads for whatever waits for the world; one that hangs holds nobody else up. */
@Singleton
class Background {

    private static final Logger LOG = Logger.getLogger(Background.class);

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("router-", 0).factory());

    /** Begins at once. */
    void run(Runnable task) {
        threads.execute(guarded(task));
    }

    /** Again and again, with that pause after each; each such task by itself, so that none waits for another. */
    void regularly(Duration pause, Runnable task) {
        runAfter(pause, () -> {
            try {
                task.run();
            } finally {
                regularly(pause, task);
            }
        });
    }

    /** Begins after the pause. */
    void runAfter(Duration pause, Runnable task) {
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, threads)
                .execute(guarded(task));
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException bug) {
                LOG.error("a task failed by a fault of its own", bug);
            }
        };
    }
}
