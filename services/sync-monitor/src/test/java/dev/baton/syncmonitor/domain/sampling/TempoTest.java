package dev.baton.syncmonitor.domain.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TempoTest {

    private static final Terms TERMS = new Terms(
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1));

    @Test
    void isTheMedianOfTheSettled() {
        var tempo = Tempo.UNKNOWN.after(List.of(seen(6, 10), seen(7, 10), seen(60, 10), seen(1, 2)));

        assertThat(tempo).isEqualTo(new Tempo(Optional.of(Duration.ofSeconds(7)), true));
    }

    @Test
    void staysAsItWasSettledWhileTheSourcesLearnAnew() {
        var settled = Tempo.UNKNOWN.after(List.of(seen(6, 10), seen(6, 10)));

        assertThat(settled.after(List.of(seen(1, 2), seen(1, 3)))).isEqualTo(settled);
        assertThat(settled.after(List.of(seen(12, 10), seen(1, 3))).interval()).contains(Duration.ofSeconds(12));
    }

    @Test
    void isNotMovedByAMinorityThatHasSeenLittle() {
        var few = Tempo.UNKNOWN.after(List.of(seen(6, 3)));
        assertThat(few.settled()).isFalse();
        assertThat(few.interval()).isPresent();

        assertThat(few.after(List.of(seen(1, 3), seen(6, 0), seen(6, 0)))).isEqualTo(few);
        assertThat(few.after(List.of(seen(1, 3), seen(1, 3), seen(6, 0))).interval())
                .hasValueSatisfying(moved -> assertThat(moved).isLessThan(Duration.ofSeconds(2)));
    }

    @Test
    void isForgottenWhereFewBlocksHadShownItAndNobodyKnowsOne() {
        var few = Tempo.UNKNOWN.after(List.of(seen(6, 3)));

        assertThat(few.after(List.of(seen(6, 0)))).isEqualTo(Tempo.UNKNOWN);
    }

    /** A source that has advanced so often, at that many seconds from block to block. */
    private static TipSource seen(int seconds, int advances) {
        var at = Instant.parse("2026-01-01T00:00:00Z");
        var source = TipSource.first("node", 100, at, TERMS);
        for (var block = 1; block <= advances + 1 && advances > 0; block++) {
            at = at.plusSeconds(seconds);
            source = source.with(100 + block, at, Tempo.UNKNOWN, false, TERMS);
        }
        return source;
    }
}
