package dev.baton.deployer.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OutagesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final Outages outages = new Outages(clock());

    @Test
    void outageLastsFromTheLastAnswerToTheNext() {
        outages.answered();
        at(10);
        outages.silent();
        at(20);
        outages.silent();
        assertThat(outages.covers(START.plusSeconds(5))).isFalse();
        at(30);
        outages.answered();

        assertThat(outages.covers(START.plusSeconds(5))).isTrue();
        assertThat(outages.covers(START.plusSeconds(30))).isTrue();
        assertThat(outages.covers(START.plusSeconds(31))).isFalse();
        assertThat(outages.covers(START.minusSeconds(1))).isFalse();
    }

    @Test
    void withoutAnOutageNothingIsCovered() {
        outages.answered();
        at(1);
        outages.answered();
        assertThat(outages.covers(START)).isFalse();
    }

    private void at(int seconds) {
        now = START.plus(Duration.ofSeconds(seconds));
    }

    private Clock clock() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }
}
