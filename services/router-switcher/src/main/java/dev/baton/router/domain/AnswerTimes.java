package dev.baton.router.domain;

import java.util.stream.LongStream;

/** How long a version took to begin its answers: how many took how long, in steps of 2 %. Immutable. */
public final class AnswerTimes {

    /** None. */
    public static final AnswerTimes NONE = new AnswerTimes(new long[0]);

    /** Enough for an hour. */
    public static final int BUCKETS = 1024;

    private static final double WIDTH = Math.log(1.02);

    private final long[] counts;

    private AnswerTimes(long[] counts) {
        this.counts = counts;
    }

    /** @param counts how many answers each {@link #bucket} has; trailing ones may be missing */
    public static AnswerTimes of(long... counts) {
        return new AnswerTimes(counts.clone());
    }

    /** The bucket of an answer that took so long. */
    public static int bucket(double millis) {
        return millis <= 1 ? 0 : Math.min(BUCKETS - 1, (int) Math.ceil(Math.log(millis) / WIDTH));
    }

    /** How many there are. */
    public long size() {
        return LongStream.of(counts).sum();
    }

    /** What the given share of the answers did not exceed, in milliseconds; 0 where there are none. */
    public double quantile(double share) {
        return ranked((long) Math.ceil(share * size()));
    }

    /** The same, at least as high as the true quantile behind these answers is, chance aside. */
    double quantileAtMost(double share) {
        var n = size();
        var spread = Share.STANDARD_DEVIATIONS * Math.sqrt(n * share * (1 - share));
        return ranked(Math.min(n, (long) Math.ceil(share * n + spread)));
    }

    /** How many of them took longer. */
    Share longerThan(double millis) {
        var longer = LongStream.of(counts).skip(bucket(millis) + 1L).sum();
        return new Share(size(), longer);
    }

    private double ranked(long rank) {
        var seen = 0L;
        for (var bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank && seen > 0) {
                return Math.exp(bucket * WIDTH);
            }
        }
        return 0;
    }
}
