package dev.baton.bench.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A chain as it really was: its head at each tick, and which blocks were replaced when. */
final class Chain {

    private static final int DEEPEST = 8;
    private static final double SHARE_WITH_PAUSE = 0.25;
    private static final double SHARE_WITH_REORGANISATION = 0.5;
    private static final double MISSED_SLOTS = 0.03;

    /**
     * From that tick on, other blocks stand above the ancestor.
     *
     * @param ancestor the highest block that stayed
     */
    record Reorganisation(int tick, long ancestor) {}

    private final long[] head;
    private final int[] grewAt;
    private final int[] growths;
    private final List<Reorganisation> reorganisations = new ArrayList<>();

    Chain(Circumstances world, SplittableRandom random) {
        head = new long[world.ticks()];
        grewAt = new int[world.ticks()];
        growths = new int[world.ticks()];
        var pause = new Span(world.ticks(), SHARE_WITH_PAUSE, 60 * Circumstances.SECOND, random);
        var turns = world.reorganises() && random.nextDouble() < SHARE_WITH_REORGANISATION ? 1 + random.nextInt(2) : 0;
        var turnAt = turns == 0 ? -1 : random.nextInt(world.ticks());
        var height = 20_000L + random.nextInt(1_000_000);
        var highest = height;
        var next = random.nextInt(world.blockTicks());
        var grew = -world.blockTicks();
        var count = 0;
        for (var tick = 0; tick < head.length; tick++) {
            if (tick == turnAt) {
                reorganisations.add(new Reorganisation(tick, height - 1 - random.nextInt(DEEPEST)));
                height += random.nextInt(3) - 1;
                turnAt = --turns > 0 ? tick + 1 + random.nextInt(world.ticks()) : -1;
            } else if (tick >= next && !pause.holds(tick)) {
                height++;
                next = tick + gap(world, random);
            }
            if (height > highest) {
                highest = height;
                grew = tick;
                count++;
            }
            head[tick] = height;
            grewAt[tick] = grew;
            growths[tick] = count;
        }
    }

    private static int gap(Circumstances world, SplittableRandom random) {
        var block = world.blockTicks();
        if (!world.slots()) {
            return Math.max(1, (int) Math.round(block * random.nextDouble(0.7, 1.3)));
        }
        var late = random.nextInt(block / 10 + 1);
        return random.nextDouble() < MISSED_SLOTS ? 2 * block + late : block + late;
    }

    long head(int tick) {
        return head[Math.max(0, tick)];
    }

    /** When the head last became higher than ever. */
    int grewAt(int tick) {
        return grewAt[tick];
    }

    /** How often the head has become higher than ever. */
    int growths(int tick) {
        return growths[tick];
    }

    List<Reorganisation> reorganisations() {
        return reorganisations;
    }

    /** Whether a node that knew the chain as of one tick, and then as of another, saw a block up to that height replaced. */
    boolean replaced(int before, int after, long height) {
        for (var reorganisation : reorganisations) {
            if (reorganisation.tick() > before
                    && reorganisation.tick() <= after
                    && reorganisation.ancestor() < height) {
                return true;
            }
        }
        return false;
    }
}
