package dev.baton.syncmonitor.domain.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TrendTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void measuresASteadySpeedAndTheTimeThatIsLeft() {
        var trend = Trend.EMPTY;
        for (var second = 0; second < 20; second++) {
            trend = trend.with(new Trend.Point(START.plusSeconds(second), 100L * second, 10_000 - 90L * second));
        }

        assertThat(trend.speed()).hasValueCloseTo(100.0, within(0.001));
        assertThat(trend.untilWithin(0)).contains(Duration.ofMillis((long) ((10_000 - 90 * 19) / 90.0 * 1_000)));
        assertThat(trend.untilWithin(10_000)).contains(Duration.ZERO);
    }

    @Test
    void isNotMovedByAPauseOrAJump() {
        var trend = Trend.EMPTY;
        var height = 0L;
        for (var second = 0; second < 40; second++) {
            height += second >= 10 && second < 15 ? 0 : second == 30 ? 5_000 : 100;
            trend = trend.with(new Trend.Point(START.plusSeconds(second), height, 1_000_000 - height));
        }

        assertThat(trend.speed()).hasValueCloseTo(100.0, within(10.0));
    }

    @Test
    void saysNothingWhereTheLagDoesNotShrink() {
        var trend = Trend.EMPTY;
        for (var second = 0; second < 10; second++) {
            trend = trend.with(new Trend.Point(START.plusSeconds(second), second, 100 + second));
        }

        assertThat(trend.untilWithin(2)).isEmpty();
    }

    @Test
    void saysNothingBelowThreePointsOrWhenTheClockWentBack() {
        var two = Trend.EMPTY.with(new Trend.Point(START, 1, 10)).with(new Trend.Point(START.plusSeconds(1), 2, 9));

        assertThat(two.speed()).isEmpty();
        assertThat(two.with(new Trend.Point(START, 3, 8)).points()).hasSize(1);
    }

    @Test
    void forgetsWhatIsLongAgo() {
        var trend = Trend.EMPTY;
        for (var second = 0; second < 500; second++) {
            var height = second < 400 ? second : 400 + 50L * (second - 400);
            trend = trend.with(new Trend.Point(START.plusSeconds(second), height, 0));
        }

        assertThat(trend.speed()).hasValueCloseTo(50.0, within(0.001));
    }
}
