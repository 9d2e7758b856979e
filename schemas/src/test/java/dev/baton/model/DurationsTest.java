package dev.baton.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @ValueSource(strings = {"0s", "500ms", "1001ms", "20s", "90s", "3m", "90m", "2h", "36h", "7d"})
    void writesWhatItReads(String text) {
        assertThat(Durations.text(Durations.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT20S", "PT1H30M", "P2D", "PT0.25S"})
    void readsIsoAndLosesNothing(String text) {
        Duration duration = Durations.parse(text);

        assertThat(Durations.parse(Durations.text(duration))).isEqualTo(duration);
    }
}
