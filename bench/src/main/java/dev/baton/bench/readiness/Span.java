package dev.baton.bench.readiness;

import java.util.SplittableRandom;

/** A part of a world's time in which something is the case; may be empty. */
final class Span {

    private final int from;
    private final int to;

    /**
     * A part somewhere.
     *
     * @param share how many of a hundred are not empty, as a fraction
     */
    Span(int ticks, double share, int longest, SplittableRandom random) {
        var present = random.nextDouble() < share;
        from = present ? random.nextInt(ticks) : ticks;
        to = from + 1 + random.nextInt(longest);
    }

    private Span(int from, int to) {
        this.from = from;
        this.to = to;
    }

    static Span between(int from, int to) {
        return new Span(from, to);
    }

    static Span never() {
        return new Span(1, 0);
    }

    boolean holds(int tick) {
        return tick >= from && tick < to;
    }

    boolean begins(int tick) {
        return tick == from && from < to;
    }
}
