package dev.baton.syncmonitor.domain.sampling;

import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;

/**
 * How long to wait between looks where each one costs something: rarely while the tip is far, as always near it. A tenth
 * of the time that is left is waited, so a sync of any length takes about as many looks from one decade of that time to
 * the next.
 */
public final class Frugality {

    private static final int LOOKS_AHEAD = 10;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** A stall has to be noticed in time. */
    private static final int LOOKS_PER_STALL = 4;

    private static final Duration LONGEST_WITHOUT_TREND = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 10;

    private Frugality() {}

    /** @param usual how long would be waited where looks cost nothing */
    public static Duration pause(Duration usual, Series series, Terms terms) {
        if (series.withinSince().isPresent()) {
            return usual;
        }
        if (series.failures() > 0) {
            var doubled = terms.interval().multipliedBy(1L << Math.min(series.failures() - 1, MOST_DOUBLINGS));
            return longer(usual, shorter(LONGEST_WITHOUT_TREND, doubled));
        }
        var longest = shorter(LONGEST, terms.stallAfter().dividedBy(LOOKS_PER_STALL));
        return series.trend()
                .untilWithin(terms.tolerance())
                .map(left -> longer(usual, shorter(longest, left.dividedBy(LOOKS_AHEAD))))
                .orElse(usual);
    }

    /**
     * How long to wait where people only look on.
     *
     * @param usual how long would be waited where looks cost nothing
     */
    public static Duration loosely(Duration usual) {
        return longer(usual, LONGEST_WITHOUT_TREND);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
