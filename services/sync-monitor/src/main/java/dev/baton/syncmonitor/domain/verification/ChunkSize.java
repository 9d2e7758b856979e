package dev.baton.syncmonitor.domain.verification;

import java.time.Duration;
import java.util.Optional;

/**
 * How many heights are compared at once: so many that a statement takes about {@link #TARGET}, whatever a height holds. A
 * table without an index on its height is read as a whole by every statement; smaller ones would only do that more often.
 * So a statement may take four times as long as the quickest did, and the number of such readings stays small.
 *
 * @param heights the next statement's
 * @param quickest how long the quickest statement took
 * @param ceiling so many were too many before
 */
record ChunkSize(long heights, Optional<Duration> quickest, long ceiling) {

    static final Duration TARGET = Duration.ofMillis(200);

    /** Where a height has many rows. */
    static final ChunkSize OF_ROWS = new ChunkSize(1_000, Optional.empty(), Long.MAX_VALUE);

    /** Where a height is next to nothing. */
    static final ChunkSize OF_BLOCKS = new ChunkSize(50_000, Optional.empty(), Long.MAX_VALUE);

    private static final long FIXED_COSTS = 4;
    private static final double MOST = 4;
    private static final long FAILURE = 8;

    /** What comes after a statement for that many heights. */
    ChunkSize after(long compared, Duration took) {
        var least = quickest.filter(best -> best.compareTo(took) < 0).orElse(took);
        var allowed = Math.max(TARGET.toNanos(), least.multipliedBy(FIXED_COSTS).toNanos());
        var factor = Math.clamp((double) allowed / Math.max(1, took.toNanos()), 1 / MOST, MOST);
        var next = Math.clamp((long) (compared * factor), 1, ceiling);
        // The last stretch before a bound is short; that says nothing about what a statement can bear.
        return new ChunkSize(compared < heights ? Math.max(next, heights) : next, Optional.of(least), ceiling);
    }

    /** What is tried once that many were too slow; empty where there are no fewer. */
    Optional<ChunkSize> afterFailure(long tried) {
        return tried == 1
                ? Optional.empty()
                : Optional.of(new ChunkSize(Math.max(1, tried / FAILURE), quickest, tried / 2));
    }
}
