package dev.baton.bench.readiness;

import java.util.SplittableRandom;

/** The candidate as it really was: what it says of itself, and how far its data are complete and the chain's. */
final class Green {

    private static final int NONE = Integer.MAX_VALUE;

    private final long[] height;
    private final long[] sound;
    private final boolean[] complete;
    private final boolean[] healthy;
    private final boolean[] tells;
    private final boolean[] logged;

    /** Lives through a world, indexing what the node knows. */
    Green(Circumstances world, Chain chain, Node feed, SplittableRandom random) {
        var ticks = world.ticks();
        height = new long[ticks];
        sound = new long[ticks];
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
        var turned = 0;
        var heeded = 0;
        var fork = Long.MAX_VALUE;
        var line = false;
        var turns = chain.reorganisations();
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
            for (; turned < turns.size() && turns.get(turned).tick() + world.spread() <= tick; turned++) {
                if (heeded <= turned && at > turns.get(turned).ancestor()) {
                    fork = Math.min(fork, turns.get(turned).ancestor());
                }
            }
            for (var turn = heeded; turn < turned; turn++) {
                if (feed.asOf(tick) < turns.get(turn).tick()
                        && at > turns.get(turn).ancestor()) {
                    fork = Math.min(fork, turns.get(turn).ancestor());
                }
            }
            while (heedsReorganisations
                    && !down
                    && heeded < turns.size()
                    && turns.get(heeded).tick() <= feed.asOf(tick - Math.min(tick, heedAfter))) {
                at = rewinds ? Math.min(at, turns.get(heeded).ancestor()) : at;
                fork = Long.MAX_VALUE;
                heeded++;
            }
            if (!down && !stall.holds(tick)) {
                var step = (crawl.holds(tick) ? Math.min(crawling, rate) : rate) / second;
                at = at >= known ? at : Math.min(known, at + step);
            }
            line |= !down && at >= known;
            height[tick] = (long) at;
            sound[tick] = Math.min((long) at, Math.min(gap - 1, fork));
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
        return sound[tick];
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
