package dev.baton.syncmonitor.domain.verification;

/** Blocks could not be read. It says nothing about whether they are right, so it is tried again. */
public sealed class Unreachable extends Exception {

    /** @param reason what happened, for a person to read; holds no secret */
    public Unreachable(String reason) {
        super(reason);
    }

    /** They were too many to be read in time; fewer may be read. */
    public static final class TooSlow extends Unreachable {

        /** @param reason what happened, for a person to read; holds no secret */
        public TooSlow(String reason) {
            super(reason);
        }
    }
}
