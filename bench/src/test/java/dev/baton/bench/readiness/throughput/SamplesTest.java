package dev.baton.bench.readiness.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.Address;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final Instant MIDDLE = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void comeFromFarBehindAndStayAtTheTipForTheLastThird() {
        var application = Beginnings.of(7, """
                {"height": {"http": {"path": "/height", "pointer": "/height"}},
                 "tip": [{"evm": {"url": "http://10.0.0.1:8545"}}]}""", Address.loopback(1));

        var samples = new Samples(application, 30).around(MIDDLE);

        assertThat(samples)
                .hasSize(30)
                .allSatisfy(sample -> assertThat(sample.application().value()).isEqualTo("application-7"));
        assertThat(samples.get(15).event().sampledAt()).isEqualTo(MIDDLE);
        assertThat(samples.getFirst().event().height()).hasValue(19_000_000L);
        assertThat(samples.get(19).event().lag()).hasValue(50_000L);
        assertThat(samples.subList(20, 30)).allSatisfy(sample -> {
            assertThat(sample.event().unknown()).isEmpty();
            assertThat(sample.event().lag()).hasValue(0L);
        });
        assertThat(Samples.atTip(30)).isEqualTo(Duration.ofSeconds(10));
    }
}
