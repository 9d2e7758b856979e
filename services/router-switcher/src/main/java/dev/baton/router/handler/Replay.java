package dev.baton.router.handler;

import jakarta.inject.Singleton;

/** Whether history has been read, so that decisions may begin. */
@Singleton
class Replay {

    private Phase phase = Phase.READING;

    private enum Phase {
        READING,
        READ,
        OVER,
        SETTLED
    }

    /** Everything is to be read again. */
    synchronized void begin() {
        phase = Phase.READING;
    }

    /** History has been read to its end. */
    synchronized void read() {
        phase = Phase.READ;
    }

    /** Begins what comes after history; true for the one call that does so. */
    synchronized boolean end() {
        if (phase != Phase.READ) {
            return false;
        }
        phase = Phase.OVER;
        return true;
    }

    synchronized boolean over() {
        return phase == Phase.OVER || phase == Phase.SETTLED;
    }

    /** The routes are as history says. */
    synchronized void settle() {
        if (phase == Phase.OVER) {
            phase = Phase.SETTLED;
        }
    }

    synchronized boolean settled() {
        return phase == Phase.SETTLED;
    }
}
