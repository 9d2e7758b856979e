package dev.baton.syncmonitor.domain.sampling;

/** Whether a tip source may rise otherwise than its chain does: faster, while it catches up itself, or after it stood still. */
enum Haste {
    /** It follows the chain, as far as can be seen. */
    NONE,
    /** It rose too fast at the last look. */
    SEEN,
    /** It no longer rises too fast. What it told after that may be the rest of catching up, or where it stopped. */
    OVER,
    /** It has just gone on after it stood still. That may be the next block of a chain that paused, or all that it came to. */
    RESUMED;

    /** Whether the time of its next step is one of the chain's. */
    boolean isOfTheChain() {
        return this == NONE || this == RESUMED;
    }

    /** After a look at which it told no more than before. */
    Haste still() {
        return this == SEEN ? OVER : this;
    }

    /** After a rise that the chain can explain. */
    Haste steady() {
        return this == SEEN ? OVER : NONE;
    }
}
