package dev.baton.bench.readiness;

import java.util.SplittableRandom;

/** A node of the chain: as of when it knows the chain, and what it says. */
final class Node {

    /** What it says where it does not answer. */
    static final long SILENT = -1;

    private static final int BLOCKS_TO_BE_TRUSTED_AGAIN = 6;
    private static final int LONGEST_FAULT = 60 * Circumstances.SECOND;

    private enum Manner {
        FOLLOWS(false),
        FREEZES(false),
        SILENT(false),
        LAGS(true),
        SWAYS(true),
        LIES_BY_AN_OFFSET(true),
        LIES_WILDLY(true);

        private final boolean misleads;

        Manner(boolean misleads) {
            this.misleads = misleads;
        }
    }

    private static final Manner[] FAULTS_OF_ALL = {Manner.FREEZES, Manner.SILENT};
    private static final Manner[] FAULTS_OF_LIARS = {
        Manner.LAGS, Manner.SWAYS, Manner.LIES_BY_AN_OFFSET, Manner.LIES_WILDLY, Manner.FREEZES, Manner.SILENT
    };

    private final int[] asOf;
    private final long[] says;
    private final boolean[] follows;

    /**
     * Lives through a world.
     *
     * @param liar whether it may lie, lag or sway
     * @param outage in which it stands still or is silent together with others
     */
    Node(Circumstances world, Chain chain, boolean liar, Span outage, SplittableRandom random) {
        asOf = new int[world.ticks()];
        says = new long[world.ticks()];
        follows = new boolean[world.ticks()];
        var delay = random.nextInt(Math.max(1, 3 * world.blockTicks() / 10));
        var behind = delay + 5 * Circumstances.SECOND + random.nextInt(LONGEST_FAULT);
        var silentInOutage = random.nextInt(3) == 0;
        var faulty = Span.never();
        var calmness = liar ? 200 : 1_000;
        var manner = Manner.FOLLOWS;
        var offset = (random.nextInt(4) == 0 ? 1 : -1) * (3L + random.nextInt(1 << random.nextInt(20)));
        var catchUp = random.nextInt(5) < 3 ? world.ticks() : world.blockTicks() * (10 + random.nextInt(90)) / 10;
        var known = -delay;
        var swayed = false;
        var trustedFrom = 0;
        for (var tick = 0; tick < asOf.length; tick++) {
            if (!faulty.holds(tick) && random.nextInt(calmness) == 0) {
                faulty = Span.between(tick, tick + 1 + random.nextInt(LONGEST_FAULT));
                var faults = liar ? FAULTS_OF_LIARS : FAULTS_OF_ALL;
                manner = faults[random.nextInt(faults.length)];
            }
            var now = faulty.holds(tick) ? manner : Manner.FOLLOWS;
            if (outage.holds(tick)) {
                now = silentInOutage ? Manner.SILENT : Manner.FREEZES;
            }
            if (tick % 5 == 0) {
                swayed = random.nextBoolean();
            }
            var newest = tick - delay;
            known = switch (now) {
                case FREEZES -> known;
                case LAGS -> tick - behind;
                case SWAYS -> swayed ? tick - behind : newest;
                case FOLLOWS, SILENT, LIES_BY_AN_OFFSET, LIES_WILDLY -> Math.min(newest, known + Math.max(1, catchUp));
            };
            asOf[tick] = known;
            if (now.misleads) {
                trustedFrom = chain.growths(tick) + BLOCKS_TO_BE_TRUSTED_AGAIN;
            }
            follows[tick] = now == Manner.FOLLOWS && known == newest && chain.growths(tick) >= trustedFrom;
            says[tick] = switch (now) {
                case FOLLOWS, FREEZES, LAGS, SWAYS -> chain.head(known);
                case SILENT -> SILENT;
                case LIES_BY_AN_OFFSET -> Math.max(0, chain.head(known) + offset);
                case LIES_WILDLY -> random.nextLong(2 * chain.head(known));
            };
        }
    }

    /** The tick whose chain it knows. */
    int asOf(int tick) {
        return asOf[tick];
    }

    /** Whether by some tick it has given an answer that rests on the chain as it is since another tick. */
    boolean hasTold(int since, int by) {
        for (var tick = since; tick <= by; tick++) {
            if (says[tick] != SILENT && asOf[tick] >= since) {
                return true;
            }
        }
        return false;
    }

    long says(int tick) {
        return says[tick];
    }

    /**
     * Whether it knows the chain as soon as blocks spread, and says so. Who has lied is no witness before the sixth
     * block after that.
     */
    boolean follows(int tick) {
        return follows[tick];
    }
}
