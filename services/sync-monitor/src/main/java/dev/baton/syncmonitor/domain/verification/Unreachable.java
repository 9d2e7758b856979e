package dev.baton.syncmonitor.domain.verification;

/** Blocks could not be read. It says nothing about whether they are right, so it is tried again. */
public final class Unreachable extends Exception {

    /** @param reason what happened, for a person to read; holds no secret */
    public Unreachable(String reason) {
        super(reason);
    }
}
