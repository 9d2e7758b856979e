package dev.baton.bench.readiness;

import java.util.Arrays;
import java.util.Optional;

/**
 * Since when green is plainly ready: it is, and nothing in the world keeps an honest observer from seeing it. It has no gap,
 * for a hole in its newest blocks is none of the tolerance's business: who lags will have them, and users of who has a hole
 * are told nonsense. The chain grows, most sources follow it, samples arrive, and no clock jumps.
 *
 * <p>The chain was looked at closely for eight blocks before: of fewer, one or two that came early or late hide how often
 * they come. After a break or a jump of a clock it was for three blocks and three looks, wherever among the eight that falls:
 * whoever looks after a clock was set on sees what one sees to whom every source stood still for that long, and after it was
 * set back, nothing that was seen before can be dated. After a pause the chain's next block looks like that of sources which
 * all had stopped and came no further, so it takes two.
 */
final class Plainness {

    private static final int BLOCKS_SEEN = 8;
    private static final int SEEN_ANEW = 3;
    private static final int BLOCKS_AFTER_A_PAUSE = 2;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int LONGEST_TRANSPORT = Circumstances.SECOND;

    private final World world;
    private final Circumstances circumstances;
    private final Witnesses witnesses;

    private int enoughGrowth;
    private int looks;
    private int enoughLooks;
    private long height;
    private boolean introduced;
    private int followedFrom = NEVER;
    private boolean unbroken;
    private int missing;
    private int firstLook = -1;
    private int lastLook = -1;
    private final int[] turnsToldAt;
    private boolean wasAttested;

    Plainness(World world) {
        this.world = world;
        this.circumstances = world.circumstances();
        this.witnesses = new Witnesses(world);
        this.turnsToldAt = new int[world.chain().reorganisations().size()];
        Arrays.fill(turnsToldAt, NEVER);
    }

    /** Time passes. */
    void pass(int tick) {
        var chain = world.chain();
        if (world.samplerStartsAgain(tick)) {
            introduced = false;
            followedFrom = NEVER;
        }
        if (!introduced) {
            followedFrom = !world.mostFollow(tick) ? NEVER : Math.min(followedFrom, chain.growths(tick));
            introduced = followedFrom < NEVER && heardOf(tick) - followedFrom >= BLOCKS_SEEN;
        }
        if (world.sampler().jumps(tick) || world.decider().jumps(tick)) {
            beginAnew(tick);
        }
        if (world.isLate(tick - chain.grewAt(tick))) {
            enoughGrowth = Math.max(enoughGrowth, chain.growths(tick) + BLOCKS_AFTER_A_PAUSE);
        }
        unbroken = introduced
                && heardOf(tick) >= enoughGrowth
                && looks >= enoughLooks
                && !world.isLate(tick - chain.grewAt(tick))
                && noReorganisation(tick)
                && world.clocksAgree(tick)
                && world.mostFollow(tick)
                && world.green().healthy(tick)
                && world.green().tells(tick)
                && world.within(tick, tick)
                && world.green().complete(tick);
        if (!unbroken) {
            firstLook = -1;
        }
    }

    /** Whether green tells less than at the look before, for which nobody but itself knows the reason. */
    private boolean fell(int tick) {
        var before = height;
        height = world.green().tells(tick) ? world.green().height(tick) : height;
        return height < before;
    }

    private void beginAnew(int tick) {
        enoughGrowth = Math.max(enoughGrowth, world.chain().growths(tick) + SEEN_ANEW);
        enoughLooks = looks + SEEN_ANEW;
    }

    /** How often the chain has grown, as every node that follows it has heard. */
    private int heardOf(int tick) {
        return world.chain().growths(Math.max(0, tick - circumstances.spread()));
    }

    /** A look was taken, its tips some ticks later. */
    void look(int tick, int tipsAt, Optional<Integer> takes) {
        var attested = witnesses.areMostAt(tipsAt);
        hear(tick, attested);
        missing = takes.isEmpty() ? missing + 1 : 0;
        var fell = fell(tick);
        var sparse = lastLook >= 0 && 2 * (tick - lastLook) > 5 * circumstances.interval();
        lastLook = takes.isEmpty() ? lastLook : tick;
        looks++;
        if (sparse) {
            followedFrom = NEVER;
            beginAnew(tick);
        }
        if (!unbroken
                || sparse
                || missing > 1
                || takes.filter(ticks -> ticks > LONGEST_TRANSPORT).isPresent()
                || !world.within(tick, tipsAt)
                || fell
                || !attested) {
            firstLook = -1;
        }
        if (unbroken
                && attested
                && !fell
                && firstLook < 0
                && takes.filter(ticks -> ticks <= LONGEST_TRANSPORT).isPresent()) {
            firstLook = tick;
        }
    }

    /**
     * A sample has arrived. One from before a jump of a clock looks like one of another sampler, from another time; and one
     * of the sampler's run before, like one from a clock that was set back.
     */
    void arrived(int lookedAt, int tick) {
        for (var jump = lookedAt + 1; jump <= tick; jump++) {
            if (world.sampler().jumps(jump) || world.decider().jumps(jump) || world.samplerStartsAgain(jump)) {
                firstLook = -1;
            }
        }
    }

    /** Whether green is plainly ready, and a look has seen it. */
    boolean isSeen() {
        return firstLook >= 0;
    }

    /** Whether green has been plainly ready for longer than the stability time and two intervals, counted from a look. */
    boolean overdue(int lookedAt) {
        var due = Circumstances.ticks(circumstances.terms().stableFor()) + 2 * circumstances.interval();
        return firstLook >= 0 && lookedAt - firstLook > due;
    }

    /** Most sources, if they are to be relied on, have told of what was replaced until now. */
    private void hear(int tick, boolean attested) {
        var turns = world.chain().reorganisations();
        for (var turn = 0; turn < turnsToldAt.length; turn++) {
            var at = turns.get(turn).tick();
            if (turnsToldAt[turn] == NEVER && at <= tick && attested) {
                turnsToldAt[turn] = wasAttested ? at : tick;
            }
        }
        wasAttested = attested;
    }

    /**
     * Replaced blocks are no matter any more once they are deep enough for a verification to see them, and everybody had
     * the time to hear of it. How deep they are nobody knows before most sources are to be relied on: one that tells
     * blocks that never were tells of their being replaced, too.
     */
    private boolean noReorganisation(int tick) {
        var chain = world.chain();
        for (var turn = 0; turn < turnsToldAt.length; turn++) {
            var at = chain.reorganisations().get(turn).tick();
            if (at > tick) {
                continue;
            }
            var told = turnsToldAt[turn];
            if (told == NEVER
                    || tick - at < circumstances.doubt()
                    || heardOf(tick) < chain.growths(told == at ? Math.max(0, at - 1) : told) + Trial.FINALITY) {
                return false;
            }
        }
        return true;
    }
}
