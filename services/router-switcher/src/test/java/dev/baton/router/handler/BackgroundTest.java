package dev.baton.router.handler;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundTest {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Background background = new Background();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void stop() {
        background.stop();
    }

    @Test
    void aRegularTaskThatHangsHoldsUpNoOther() {
        var never = new CountDownLatch(1);
        background.regularly(PAUSE, () -> {
            try {
                never.await();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        });
        background.regularly(PAUSE, done::incrementAndGet);
        await().until(() -> done.get() > 2);
    }

    @Test
    void aRegularTaskComesAgainAfterAFault() {
        background.regularly(PAUSE, () -> {
            done.incrementAndGet();
            throw new IllegalStateException("arranged");
        });
        await().until(() -> done.get() > 2);
    }
}
