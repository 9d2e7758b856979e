package dev.baton.syncmonitor.domain.sampling;

import dev.baton.model.EtaRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/**
 * How fast heights move over the last samples. The speed is the median of the slopes between points that are a
 * quarter of the window apart (Theil's incomplete method, 1950): pauses and jumps that touch less than about a quarter of
 * the points do not move it, where a mean would sag.
 *
 * @param points the last samples with a known height, oldest first
 */
public record Trend(List<Point> points) {

    private static final int LONGEST = 48;
    private static final int FEWEST = 3;
    private static final double MILLIS_PER_SECOND = 1000.0;

    /** One of so many slopes at either end is left out of the range. */
    private static final int UNLIKELY = 10;

    private static final Duration LONGEST_WAIT = Duration.ofDays(3650);

    /** Nothing seen. */
    public static final Trend EMPTY = new Trend(List.of());

    /**
     * One sample.
     *
     * @param height the instance's, in blocks
     * @param lag behind the tip, in blocks
     */
    public record Point(Instant at, long height, long lag) {}

    public Trend {
        points = List.copyOf(points);
    }

    /** With one more point; the oldest leaves. A clock that went back begins anew. */
    public Trend with(Point point) {
        if (!points.isEmpty() && !point.at().isAfter(points.getLast().at())) {
            return new Trend(List.of(point));
        }
        var next = new ArrayList<>(points.size() < LONGEST ? points : points.subList(1, points.size()));
        next.add(point);
        return new Trend(next);
    }

    /** Blocks per second that the instance indexes; empty below three points. */
    public OptionalDouble speed() {
        return slope(Point::height);
    }

    /**
     * How long until the lag is within the tolerance at the speed at which it shrinks, which is the instance's less the
     * chain's; zero where it is; empty where it does not shrink or too little is known.
     */
    public Optional<Duration> untilWithin(long tolerance) {
        if (points.isEmpty()) {
            return Optional.empty();
        }
        var beyond = points.getLast().lag() - tolerance;
        if (beyond <= 0) {
            return Optional.of(Duration.ZERO);
        }
        var closing = slope(Point::lag);
        if (closing.isEmpty() || closing.getAsDouble() >= 0) {
            return Optional.empty();
        }
        return time(beyond, closing.getAsDouble());
    }

    /**
     * The same as of a time at which the last point may be old: as much less as has passed since, because the instance
     * went on meanwhile, seen or not.
     */
    public Optional<Duration> untilWithin(long tolerance, Instant now) {
        return untilWithin(tolerance).map(left -> {
            var passed = Duration.between(points.getLast().at(), now);
            var remaining = passed.isNegative() ? left : left.minus(passed);
            return remaining.isNegative() ? Duration.ZERO : remaining;
        });
    }

    /**
     * How long until the lag is within the tolerance, at the slower and at the faster of the speeds that the lag has
     * lately shrunk by; empty where {@link #untilWithin} is, and without an end where it may not shrink at all.
     */
    public Optional<EtaRange> rangeUntilWithin(long tolerance) {
        return untilWithin(tolerance).map(likely -> {
            var beyond = points.getLast().lag() - tolerance;
            if (beyond <= 0) {
                return new EtaRange(Duration.ZERO, Optional.of(Duration.ZERO));
            }
            var slopes = slopes(Point::lag);
            var fast = time(beyond, slopes[slopes.length / UNLIKELY]).orElse(likely);
            var slow = time(beyond, slopes[slopes.length - 1 - slopes.length / UNLIKELY]);
            return new EtaRange(fast, slow);
        });
    }

    private static Optional<Duration> time(long beyond, double closing) {
        if (closing >= 0) {
            return Optional.empty();
        }
        var millis = beyond / -closing * MILLIS_PER_SECOND;
        return millis < LONGEST_WAIT.toMillis() ? Optional.of(Duration.ofMillis((long) millis)) : Optional.empty();
    }

    private OptionalDouble slope(ToLongFunction<Point> of) {
        if (points.size() < FEWEST) {
            return OptionalDouble.empty();
        }
        var slopes = slopes(of);
        var middle = slopes.length / 2;
        return OptionalDouble.of(slopes.length % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2);
    }

    private double[] slopes(ToLongFunction<Point> of) {
        var apart = Math.max(1, points.size() / 4);
        var slopes = new double[points.size() - apart];
        for (var index = 0; index < slopes.length; index++) {
            var earlier = points.get(index);
            var later = points.get(index + apart);
            var millis = Duration.between(earlier.at(), later.at()).toMillis();
            slopes[index] = (of.applyAsLong(later) - of.applyAsLong(earlier)) * MILLIS_PER_SECOND / Math.max(1, millis);
        }
        Arrays.sort(slopes);
        return slopes;
    }
}
