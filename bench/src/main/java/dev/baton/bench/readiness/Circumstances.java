package dev.baton.bench.readiness;

import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What does not change in one world. Time goes in ticks of 100 ms.
 *
 * @param ticks how long it lasts
 * @param blockTicks the chain's usual time from block to block
 * @param slots whether blocks come by the clock and one may be left out, or at irregular times
 * @param reorganises whether blocks may be replaced; its sources then know blocks by hash
 * @param sources how many tell the tip
 * @param liars how many of them may lie, lag or answer now from one node and now from another: at most half, and none where
 *     there is one source only, because nobody could know
 * @param terms what the descriptor asks for
 */
record Circumstances(
        int ticks, int blockTicks, boolean slots, boolean reorganises, int sources, int liars, Terms terms) {

    static final int TICK_MILLIS = 100;
    static final int SECOND = 1_000 / TICK_MILLIS;

    private static final int[] BLOCK_TICKS = {5, 10, 20, 60, 120};
    private static final int[] TOLERANCES = {0, 1, 2, 5};
    private static final int[] STABLE_SECONDS = {3, 5, 10};
    private static final int FEWEST_BLOCKS = 30;
    private static final int MOST_SOURCES = 5;

    static Circumstances any(SplittableRandom random) {
        var block = BLOCK_TICKS[random.nextInt(BLOCK_TICKS.length)];
        var sources = 1 + random.nextInt(MOST_SOURCES);
        var liars = sources == 1 ? 0 : random.nextInt(sources / 2 + 1);
        var terms = new Terms(
                TOLERANCES[random.nextInt(TOLERANCES.length)],
                Duration.ofSeconds(STABLE_SECONDS[random.nextInt(STABLE_SECONDS.length)]),
                Duration.ofSeconds(1),
                Duration.ofMinutes(10),
                Duration.ofHours(48),
                Duration.ofSeconds(20 + random.nextInt(60)),
                true,
                Optional.empty());
        var ticks = Math.max((100 + random.nextInt(100)) * SECOND, FEWEST_BLOCKS * block);
        return new Circumstances(ticks, block, random.nextBoolean(), random.nextBoolean(), sources, liars, terms);
    }

    /** From a duration of the terms. */
    static int ticks(Duration duration) {
        return (int) (duration.toMillis() / TICK_MILLIS);
    }

    int interval() {
        return ticks(terms.interval());
    }

    /**
     * The time in which nobody can tell a chain whose next block is late from a source that has just stopped: four blocks
     * and one look. The truth is what was known everywhere that long ago.
     */
    int doubt() {
        return 4 * blockTicks + interval();
    }

    /** Until a block, or a reorganisation, has reached every node that follows the chain. */
    int spread() {
        return blockTicks / 2 + 1;
    }
}
