package dev.baton.syncmonitor.topology;

import java.time.Duration;
import java.time.Instant;

/**
 * Since when time has been watched without a break. A process that was down, suspended, or held up, has seen nothing
 * meanwhile, and must not take its own absence for a stalled instance.
 *
 * @param since the beginning
 * @param last when it last looked at the clock
 */
public record Watch(Instant since, Instant last) {

    private static final Duration LONGEST_BREAK = Duration.ofSeconds(30);

    /** From now on. */
    public static Watch from(Instant now) {
        return new Watch(now, now);
    }

    /** After another look at the clock. */
    public Watch at(Instant now) {
        var gap = Duration.between(last, now);
        return gap.isNegative() || gap.compareTo(LONGEST_BREAK) > 0 ? from(now) : new Watch(since, now);
    }
}
