package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void isBreachedWhereSurelyMoreThanOneInAHundredIsTooSlow() {
        var before = times(990, 5, 10, 100);
        assertThat(new Pace(times(950, 5, 50, 400), before).breach(2))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("50 of 1000 answers took longer than")
                        .contains("median 5 ms and 99th percentile", "5 ms and 5 ms by the version before"));
    }

    @Test
    void isNotBreachedByAFewSlowAnswersNorByTooFewToCompare() {
        var before = times(990, 5, 10, 100);
        assertThat(new Pace(times(985, 5, 15, 400), before).breach(2)).isEmpty();
        assertThat(new Pace(times(50, 5, 49, 400), before).breach(2)).isEmpty();
        assertThat(new Pace(times(500, 5, 500, 400), times(99, 5, 0, 5)).breach(2))
                .isEmpty();
    }

    @Test
    void isNotBreachedWithinTheFactorNorByWhatNobodyNotices() {
        assertThat(new Pace(times(0, 5, 1000, 190), times(0, 5, 1000, 100)).breach(2))
                .isEmpty();
        assertThat(new Pace(times(0, 5, 1000, 210), times(0, 5, 1000, 100)).breach(2))
                .isPresent();
        assertThat(new Pace(times(0, 5, 1000, 10), times(1000, 2, 0, 5)).breach(2))
                .isEmpty();
    }

    @Test
    void comparesWithTheSlowestThatTheVersionBeforeMayHaveBeen() {
        // One in a hundred took 100 ms, give or take: the 99th percentile may be that.
        var before = times(992, 5, 8, 100);
        assertThat(new Pace(times(950, 5, 50, 150), before).breach(2)).isEmpty();
    }

    @Test
    void knowsQuantilesToTwoPercent() {
        var times = times(90, 20, 10, 300);
        assertThat(times.quantile(0.5)).isCloseTo(20, withinPercentage(2));
        assertThat(times.quantile(0.99)).isCloseTo(300, withinPercentage(2));
        assertThat(AnswerTimes.NONE.quantile(0.5)).isZero();
    }

    private static AnswerTimes times(int some, double millis, int others, double otherMillis) {
        var counts = new long[AnswerTimes.BUCKETS];
        counts[AnswerTimes.bucket(millis)] += some;
        counts[AnswerTimes.bucket(otherMillis)] += others;
        return AnswerTimes.of(counts);
    }
}
