package dev.baton.bench.readiness;

import dev.baton.bench.readiness.Chain.Reorganisation;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** The candidate as it really was: what it says of itself, and how far its data are complete and the chain's. */
final class Green {

    private static final int NONE = Integer.MAX_VALUE;

    private final long[] height;
    private final long[] whole;
    private final List<Turn> turns;
    private final boolean[] complete;
    private final boolean[] healthy;
    private final boolean[] tells;
    private final boolean[] logged;

    /**
     * What a reorganisation did to it.
     *
     * @param astray at which ticks it held blocks that were replaced: taken from a node that did not know better, and
     *     neither dropped nor replaced since
     */
    private record Turn(Reorganisation of, boolean[] astray) {}

    /** Lives through a world, indexing what the node knows. */
    Green(Circumstances world, Chain chain, Node feed, SplittableRandom random) {
        var ticks = world.ticks();
        height = new long[ticks];
        whole = new long[ticks];
        turns = chain.reorganisations().stream()
                .map(turn -> new Turn(turn, new boolean[ticks]))
                .toList();
        complete = new boolean[ticks];
        healthy = new boolean[ticks];
        tells = new boolean[ticks];
        logged = new boolean[ticks];
        var second = Circumstances.SECOND;
        var rate = 6.0 + random.nextInt(1 << (3 + random.nextInt(7)));
        var stall = new Span(ticks, 0.25, random.nextInt(3) == 0 ? ticks : 40 * second, random);
        var crawl = new Span(ticks, 0.25, 60 * second, random);
        var crawling = random.nextDouble(0.2, 0.95) * second / world.blockTicks();
        var restart = new Span(ticks, 0.25, 15 * second, random);
        var flapping = new Span(ticks, 0.15, 40 * second, random);
        var flap = 5 + random.nextInt(25);
        var mute = new Span(ticks, 0.15, 20 * second, random);
        var gapAt = random.nextInt(100) < 15 ? random.nextInt(ticks) : NONE;
        var gapUntil = random.nextBoolean() ? NONE : gapAt + random.nextInt(60 * second);
        var heedsReorganisations = random.nextInt(100) >= 15;
        var rewinds = random.nextBoolean();
        var heedAfter = random.nextInt(10 * second);

        var backlog = random.nextInt(4) == 0 ? 0 : random.nextInt((int) (rate * 40));
        var at = (double) Math.max(0, chain.head(0) - backlog);
        var gap = Long.MAX_VALUE;
        var heeded = 0;
        var replaced = new double[turns.size()];
        Arrays.fill(replaced, at);
        var line = false;
        for (var tick = 0; tick < ticks; tick++) {
            var known = chain.head(feed.asOf(tick));
            var down = restart.holds(tick) || flapping.holds(tick) && tick / flap % 2 == 0;
            if (restart.begins(tick)) {
                at = Math.max(0, Math.floor(at) - random.nextInt(20));
            }
            if (tick == gapAt) {
                gap = (long) at - random.nextInt(30);
            } else if (tick == gapUntil) {
                gap = Long.MAX_VALUE;
            }
            while (heedsReorganisations
                    && !down
                    && heeded < turns.size()
                    && turns.get(heeded).of().tick() <= feed.asOf(tick - Math.min(tick, heedAfter))) {
                at = rewinds ? Math.min(at, turns.get(heeded).of().ancestor()) : at;
                heeded++;
            }
            var before = at;
            if (!down && !stall.holds(tick)) {
                var step = (crawl.holds(tick) ? Math.min(crawling, rate) : rate) / second;
                at = at >= known ? at : Math.min(known, at + step);
            }
            for (var turn = heeded; turn < turns.size(); turn++) {
                var reorganisation = turns.get(turn).of();
                var isOld = feed.asOf(tick) < reorganisation.tick();
                replaced[turn] = isOld && at > before ? at : Math.min(replaced[turn], at);
                turns.get(turn).astray()[tick] = reorganisation.tick() + world.spread() <= tick
                        && Math.floor(replaced[turn]) > reorganisation.ancestor();
            }
            line |= !down && at >= known;
            height[tick] = (long) at;
            whole[tick] = Math.min((long) at, gap - 1);
            complete[tick] = gap > (long) at;
            healthy[tick] = !down;
            tells[tick] = !down && !mute.holds(tick);
            logged[tick] = line;
        }
    }

    /** The highest block that it holds, which it tells where it is asked and can answer. */
    long height(int tick) {
        return height[tick];
    }

    /** The highest block up to which nothing is missing and everything is the chain's. */
    long sound(int tick) {
        return sound(tick, _ -> true);
    }

    /** The same if only these reorganisations had been. */
    long sound(int tick, Predicate<Reorganisation> been) {
        var sound = whole[tick];
        for (var turn : turns) {
            if (turn.astray()[tick] && been.test(turn.of())) {
                sound = Math.min(sound, turn.of().ancestor());
            }
        }
        return sound;
    }

    /** Whether every block up to its highest is there, of whatever branch. */
    boolean complete(int tick) {
        return complete[tick];
    }

    boolean healthy(int tick) {
        return healthy[tick];
    }

    /** Whether it answers when it is asked for its height. */
    boolean tells(int tick) {
        return tells[tick];
    }

    /** Whether it has written to its log that catching up is completed. */
    boolean logged(int tick) {
        return logged[tick];
    }
}
