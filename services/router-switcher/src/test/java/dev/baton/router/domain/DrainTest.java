package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrainTest {

    private static final Instant UNTIL = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    @Test
    void leavesConnectionsAloneUntilTheLastPart() {
        assertThat(begin(DAY, FIVE_MINUTES, 1000, UNTIL.minus(FIVE_MINUTES).minusMillis(1)))
                .isEmpty();
        assertThat(begin(DAY, FIVE_MINUTES, 1000, UNTIL.minus(FIVE_MINUTES)))
                .contains(new Drain(UNTIL.minus(FIVE_MINUTES), UNTIL.minusSeconds(2), 1000));
    }

    @Test
    void usesNoMoreThanHalfOfAShortTimeAndNothingWhereItIsSwitchedOff() {
        var minute = Duration.ofMinutes(1);
        assertThat(begin(minute, FIVE_MINUTES, 10, UNTIL.minusSeconds(31))).isEmpty();
        assertThat(begin(minute, FIVE_MINUTES, 10, UNTIL.minusSeconds(30))).isPresent();
        assertThat(begin(minute, Duration.ZERO, 10, UNTIL.plusSeconds(9))).isEmpty();
        assertThat(begin(minute, FIVE_MINUTES, 0, UNTIL.minusSeconds(9))).isEmpty();
    }

    @Test
    void closesAsManyAtEachLook() {
        assertThat(closed(90, 12)).isEqualTo(List.of(0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0));
    }

    @Test
    void spreadsAFewOverTheWholeTime() {
        assertThat(closed(2, 12)).isEqualTo(List.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0));
    }

    @Test
    void closesNoneForThoseThatEndedByThemselves() {
        var drain = begin(DAY, FIVE_MINUTES, 100, UNTIL.minus(FIVE_MINUTES)).orElseThrow();
        assertThat(drain.due(40, UNTIL.minusSeconds(150))).isZero();
    }

    @Test
    void closesWhatIsLeftWhenTheEndHasPassed() {
        var late = begin(DAY, FIVE_MINUTES, 7, UNTIL.plusSeconds(9)).orElseThrow();
        assertThat(late.due(7, UNTIL.plusSeconds(9))).isEqualTo(7);
    }

    private static List<Integer> closed(int connections, int seconds) {
        var drain = begin(DAY, Duration.ofSeconds(seconds), connections, UNTIL.minusSeconds(seconds))
                .orElseThrow();
        var open = connections;
        var closed = new ArrayList<Integer>();
        for (var now = UNTIL.minusSeconds(seconds); now.isBefore(UNTIL); now = now.plus(SECOND)) {
            var due = drain.due(open, now);
            closed.add(due);
            open -= due;
        }
        assertThat(open).isZero();
        return closed;
    }

    private static Optional<Drain> begin(Duration keep, Duration over, int open, Instant now) {
        return Drain.begin(UNTIL, keep, over, open, now, SECOND);
    }
}
