package dev.baton.syncmonitor.domain.sampling;

/** Whether a tip source rises faster than its chain, which it does while it catches up itself. */
enum Haste {
    /** It follows the chain, as far as can be seen. */
    NONE,
    /** It rose too fast at the last look. */
    SEEN,
    /** It no longer rises too fast. What it told after that may be the rest of catching up, or where it stopped. */
    OVER;

    /** After a look at which it told no more than before. */
    Haste still() {
        return this == SEEN ? OVER : this;
    }

    /** After a rise that the chain can explain. */
    Haste steady() {
        return this == SEEN ? OVER : NONE;
    }
}
