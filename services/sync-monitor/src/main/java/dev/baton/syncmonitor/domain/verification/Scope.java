package dev.baton.syncmonitor.domain.verification;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Which blocks are compared.
 *
 * @param from the lowest height whose presence is checked
 * @param pinned the highest height that is compared; blocks above may still change
 * @param heights whose hashes are compared, all within {@code lowest} and {@code pinned}
 */
record Scope(long lowest, long from, long pinned, SortedSet<Long> heights) {

    /** The newest blocks are where backfill meets live data, so each of these is compared. */
    private static final int NEWEST = 8;

    Scope {
        heights = new TreeSet<>(heights);
    }

    /**
     * Random heights over the whole range, and the lowest and the newest ones; all heights where the samples suffice.
     *
     * @param lowest the lowest height that green has
     * @param from from where on every height must be there
     */
    static Scope of(long lowest, long from, long pinned, int samples, RandomGenerator random) {
        var heights = new TreeSet<Long>();
        heights.add(lowest);
        for (var height = Math.max(lowest, pinned - NEWEST + 1); height <= pinned; height++) {
            heights.add(height);
        }
        random.longs(lowest, pinned + 1)
                .distinct()
                .limit(Math.min(samples, pinned - lowest + 1))
                .forEach(heights::add);
        return new Scope(lowest, from, pinned, heights);
    }
}
