package dev.baton.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.client.Progress;
import dev.baton.model.EtaRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTextTest {
    @Test
    void tellsShareHeightsRateAndTimeLeft() {
        var text = ProgressText.of(progress(
                Optional.of(15_000L), Optional.of(20_000L), Optional.of(1_234.4), Optional.of(Duration.ofSeconds(4))));

        assertThat(text).isEqualTo("██████████████████░░░░░░   75.0 %  15,000 of 20,000  1,234 blocks/s  ETA 4s");
    }

    @Test
    void tellsBetweenWhatTimesItArrives() {
        assertThat(ProgressText.of(withRange(Duration.ofSeconds(200), Optional.of(Duration.ofSeconds(400)))))
                .endsWith("  ETA 5m 00s (3m 20s to 6m 40s)");
        assertThat(ProgressText.of(withRange(Duration.ofSeconds(200), Optional.empty())))
                .endsWith("  ETA 5m 00s (3m 20s to never)");
        assertThat(ProgressText.of(withRange(Duration.ofSeconds(300), Optional.of(Duration.ofMillis(300_400)))))
                .endsWith("  ETA 5m 00s");
    }

    private static Progress withRange(Duration soonest, Optional<Duration> latest) {
        return new Progress(
                "d",
                Instant.EPOCH,
                Optional.of(5L),
                Optional.of(10L),
                Optional.of(1.0),
                Optional.of(Duration.ofMinutes(5)),
                Optional.of(new EtaRange(soonest, latest)),
                List.of());
    }

    @Test
    void doesNotSayAHundredPercentBeforeTheTip() {
        assertThat(ProgressText.of(progress(999_999, 1_000_000))).contains(" 99.9 %");
        assertThat(ProgressText.of(progress(1_000_000, 1_000_000))).contains("100.0 %");
    }

    @Test
    void staysWithinTheBarWhateverTheHeights() {
        assertThat(ProgressText.of(progress(7, 0))).contains("  0.0 %");
        assertThat(ProgressText.of(progress(0, 0))).isEqualTo("nothing to catch up with: 0 of 0");
        assertThat(ProgressText.of(progress(12, 10))).contains("100.0 %").startsWith("█".repeat(24) + " ");
        assertThat(ProgressText.of(progress(0, 10))).startsWith("░".repeat(24));
    }

    @Test
    void saysWhyNothingIsKnown() {
        var progress = new Progress(
                "d",
                Instant.EPOCH,
                Optional.empty(),
                Optional.of(5L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("height: connection refused"));

        assertThat(ProgressText.of(progress)).endsWith("unknown: height: connection refused");
    }

    @ParameterizedTest
    @CsvSource({"PT0.35S,350ms", "PT12S,12s", "PT5M30S,5m 30s", "PT2H5M,2h 05m", "PT49H,2d 01h", "PT0S,0ms"})
    void writesDurationsInTheirTwoLargestUnits(Duration duration, String text) {
        assertThat(ProgressText.duration(duration)).isEqualTo(text);
    }

    private static Progress progress(long height, long tip) {
        return progress(Optional.of(height), Optional.of(tip), Optional.empty(), Optional.empty());
    }

    private static Progress progress(
            Optional<Long> height, Optional<Long> tip, Optional<Double> rate, Optional<Duration> eta) {
        return new Progress("d", Instant.EPOCH, height, tip, rate, eta, Optional.empty(), List.of());
    }
}
