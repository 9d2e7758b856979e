package dev.baton.router.domain;

import java.util.Locale;
import java.util.Optional;

/**
 * How fast users were answered, beside the version before.
 *
 * @param since by the version in probation, since the switch
 * @param before by the version before, as far back as the record was read
 */
public record Pace(AnswerTimes since, AnswerTimes before) {

    /** Nothing yet. */
    public static final Pace NOTHING = new Pace(AnswerTimes.NONE, AnswerTimes.NONE);

    /** No quantile says anything below so many slow answers. */
    static final long FEWEST_SLOW = 5;

    /** With fewer answers of either version nothing is compared. */
    static final long FEWEST_ANSWERS = 100;

    /** Nobody notices less, whatever the factor. */
    static final double UNNOTICED_MILLIS = 10;

    private static final double SLOW = 0.99;
    private static final double MEDIAN = 0.5;

    /**
     * Why the version in probation is too slow, with the numbers; empty where it is not, or not surely. Its 99th
     * percentile is surely above a bound where surely more than 1 % of its answers took longer than that.
     *
     * @param factor how many times longer its slow answers may take than those of the version before
     */
    public Optional<String> breach(double factor) {
        if (unknown().isPresent()) {
            return Optional.empty();
        }
        var usual = before.quantileAtMost(SLOW);
        var allowed = Math.max(factor * usual, usual + UNNOTICED_MILLIS);
        var slow = since.longerThan(allowed);
        if (slow.those() < FEWEST_SLOW || slow.atLeast() <= 1 - SLOW) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%d of %d answers took longer than %.0f ms, which is allowed for one in a hundred: median %.0f ms and 99th"
                        + " percentile %.0f ms since the switch, %.0f ms and %.0f ms by the version before",
                slow.those(),
                slow.of(),
                allowed,
                since.quantile(MEDIAN),
                since.quantile(SLOW),
                before.quantile(MEDIAN),
                before.quantile(SLOW)));
    }

    /** Why nothing can be compared; empty where it can. */
    public Optional<String> unknown() {
        return before.size() < FEWEST_ANSWERS || since.size() < FEWEST_ANSWERS
                ? Optional.of(
                        "rollback.latencyFactor: %d answers since the switch and %d by the version before are on record, %d are needed"
                                .formatted(since.size(), before.size(), FEWEST_ANSWERS))
                : Optional.empty();
    }
}
