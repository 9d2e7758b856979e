package dev.baton.syncmonitor.handler;

import java.util.concurrent.Semaphore;

/**
 * How many verifications may ask databases at once; the others wait for their turn, in order. A long one gives up its
 * turn in each of its pauses, so a short one never waits for its end, and what many hold together stays bounded.
 */
final class Turns {

    private final Semaphore free;

    /** @param atOnce how many have a turn at the same time */
    Turns(int atOnce) {
        free = new Semaphore(atOnce, true);
    }

    void begin() throws InterruptedException {
        free.acquire();
    }

    void end() {
        free.release();
    }

    boolean isAwaited() {
        return free.hasQueuedThreads();
    }
}
