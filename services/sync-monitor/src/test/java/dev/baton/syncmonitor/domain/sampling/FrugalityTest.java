package dev.baton.syncmonitor.domain.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrugalityTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int LOOKS = 10;
    private static final Duration USUAL = Duration.ofSeconds(10);

    @Test
    void waitsATenthOfTheTimeThatIsLeft() {
        // One block a second; the lag was 1,000 blocks and two.
        assertThat(Frugality.pause(USUAL, series(1_002, 0), terms(Duration.ofHours(1))))
                .isBetween(Duration.ofSeconds(98), Duration.ofSeconds(101));
    }

    @Test
    void waitsNoLongerThanFiveMinutesNorThanAStallMayGoUnseen() {
        var far = series(1_000_000, 0);

        assertThat(Frugality.pause(USUAL, far, terms(Duration.ofHours(1)))).isEqualTo(Duration.ofMinutes(5));
        assertThat(Frugality.pause(USUAL, far, terms(Duration.ofMinutes(10)))).isEqualTo(Duration.ofSeconds(150));
    }

    @Test
    void looksAsUsualNearTheTip() {
        assertThat(Frugality.pause(USUAL, series(50, 0), terms(Duration.ofHours(1))))
                .isEqualTo(USUAL);
        assertThat(Frugality.pause(USUAL, series(1, 0), terms(Duration.ofHours(1))))
                .isEqualTo(USUAL);
    }

    @Test
    void looksLessAndLessOftenWhileSomethingIsUnknown() {
        assertThat(Frugality.pause(USUAL, series(9, 1), terms(Duration.ofHours(1))))
                .isEqualTo(USUAL);
        assertThat(Frugality.pause(USUAL, series(9, 6), terms(Duration.ofHours(1))))
                .isEqualTo(Duration.ofSeconds(32));
        assertThat(Frugality.pause(USUAL, series(9, 60), terms(Duration.ofHours(1))))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(Frugality.loosely(USUAL)).isEqualTo(Duration.ofMinutes(1));
    }

    /** After ten looks, a second apart, at an instance that gains a block each second, and then so many at nothing. */
    private static Series series(long lag, int failures) {
        var series = Series.START;
        for (var second = 0; second < LOOKS + failures; second++) {
            var tip = second < LOOKS ? new Reading.Height(LOOKS - 1 + lag) : new Reading.Unknown("no answer");
            var look = new Look(
                    NOW.plusSeconds(second),
                    new Reading.Height(second),
                    List.of(new AgreedTip.Answer("node", tip)),
                    Optional.empty());
            series = series.observe(look, terms(Duration.ofHours(1))).next();
        }
        return series;
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
