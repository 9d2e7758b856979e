package dev.baton.syncmonitor.domain.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FrugalityTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration USUAL = Duration.ofSeconds(10);

    @Test
    void waitsATenthOfTheTimeThatIsLeft() {
        // One block a second; the lag was 1,000 blocks and two.
        assertThat(Frugality.pause(USUAL, series(1_002, 0, false), terms(Duration.ofHours(1))))
                .isBetween(Duration.ofSeconds(98), Duration.ofSeconds(101));
    }

    @Test
    void waitsNoLongerThanFiveMinutesNorThanAStallMayGoUnseen() {
        var far = series(1_000_000, 0, false);

        assertThat(Frugality.pause(USUAL, far, terms(Duration.ofHours(1)))).isEqualTo(Duration.ofMinutes(5));
        assertThat(Frugality.pause(USUAL, far, terms(Duration.ofMinutes(10)))).isEqualTo(Duration.ofSeconds(150));
    }

    @Test
    void looksAsUsualNearTheTip() {
        assertThat(Frugality.pause(USUAL, series(50, 0, false), terms(Duration.ofHours(1))))
                .isEqualTo(USUAL);
        assertThat(Frugality.pause(USUAL, series(1_000_000, 0, true), terms(Duration.ofHours(1))))
                .isEqualTo(USUAL);
    }

    @Test
    void looksLessAndLessOftenWhileSomethingIsUnknown() {
        assertThat(Frugality.pause(USUAL, series(9, 1, false), terms(Duration.ofHours(1))))
                .isEqualTo(USUAL);
        assertThat(Frugality.pause(USUAL, series(9, 6, false), terms(Duration.ofHours(1))))
                .isEqualTo(Duration.ofSeconds(32));
        assertThat(Frugality.pause(USUAL, series(9, 600, false), terms(Duration.ofHours(1))))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(Frugality.loosely(USUAL)).isEqualTo(Duration.ofMinutes(1));
    }

    private static Series series(long lag, int failures, boolean within) {
        var trend = Trend.EMPTY;
        for (var second = 0; second < 10; second++) {
            trend = trend.with(new Trend.Point(NOW.plusSeconds(second), second, lag + 9 - second));
        }
        return new Series(
                10, AgreedTip.NONE, OptionalLong.of(9), trend, failures, within ? Optional.of(NOW) : Optional.empty());
    }

    private static Terms terms(Duration stallAfter) {
        return new Terms(
                2,
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                stallAfter,
                Duration.ofHours(48),
                Duration.ofSeconds(60));
    }
}
