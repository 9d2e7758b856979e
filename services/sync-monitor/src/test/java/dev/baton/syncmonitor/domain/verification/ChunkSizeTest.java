package dev.baton.syncmonitor.domain.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.syncmonitor.domain.verification.RowTable.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pieces of a walk over heights. */
class ChunkSizeTest {

    private final List<Span> done = new ArrayList<>();

    @Test
    void growsUntilAStatementTakesItsTimeAndCoversEveryHeightOnce() throws Unreachable {
        // A thousand heights in a millisecond.
        walk(5, 3_000_000, span -> Duration.ofNanos(span.heights() * 1_000));

        assertCovered(5, 3_000_000);
        assertThat(done).hasSizeLessThan(25);
        assertThat(done).allMatch(span -> span.heights() <= 250_000);
    }

    @Test
    void readsAWholeTableOnlyAFewTimesWhereEachPieceDoes() throws Unreachable {
        walk(0, 3_000_000, _ -> Duration.ofSeconds(20));

        assertCovered(0, 3_000_000);
        assertThat(done).hasSizeLessThan(10);
    }

    @Test
    void triesFewerHeightsWhereThatManyAreTooSlowAndNeverThatManyAgain() throws Unreachable {
        walk(0, 10_000, span -> {
            if (span.heights() > 60) {
                throw new Unreachable.TooSlow("the statement was ended");
            }
            return Duration.ofMillis(1);
        });

        assertCovered(0, 10_000);
    }

    @Test
    void givesUpWhereOneHeightIsTooSlow() {
        assertThatExceptionOfType(Unreachable.TooSlow.class)
                .isThrownBy(() -> walk(0, 10_000, _ -> {
                    throw new Unreachable.TooSlow("the statement was ended");
                }));
    }

    @Test
    void doesNotTryAgainWhereTheDatabaseIsAway() {
        assertThatExceptionOfType(Unreachable.class)
                .isThrownBy(() -> walk(0, 10_000, span -> {
                    done.add(span);
                    throw new Unreachable("connection refused");
                }));
        assertThat(done).hasSize(1);
    }

    @Test
    void stopsWhenItHasEnough() throws Unreachable {
        Chunks.walk(0, 10_000, ChunkSize.OF_ROWS, () -> done.size() == 1, span -> {
            done.add(span);
            return Duration.ofMillis(200);
        });
        assertThat(done).containsExactly(new Span(0, 999));
    }

    private void walk(long from, long to, Chunks.Work work) throws Unreachable {
        Chunks.walk(from, to, ChunkSize.OF_ROWS, () -> false, span -> {
            var took = work.on(span);
            done.add(span);
            return took;
        });
    }

    private void assertCovered(long from, long to) {
        assertThat(done.getFirst().from()).isEqualTo(from);
        assertThat(done.getLast().to()).isEqualTo(to);
        for (var i = 1; i < done.size(); i++) {
            assertThat(done.get(i).from()).isEqualTo(done.get(i - 1).to() + 1);
        }
    }
}
