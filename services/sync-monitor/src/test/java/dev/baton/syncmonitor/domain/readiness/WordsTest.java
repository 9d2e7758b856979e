package dev.baton.syncmonitor.domain.readiness;

import static dev.baton.syncmonitor.domain.readiness.Trace.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.descriptor.Milestones;
import dev.baton.descriptor.Source;
import dev.baton.descriptor.Sync;
import dev.baton.events.SyncProgress;
import dev.baton.model.Condition;
import dev.baton.syncmonitor.domain.Terms;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void asksNoAdvanceOfWhatHasNothingToCatchUpWith() {
        var health = new Source.Health("/ready");

        assertThat(conditions(health, 3_600))
                .filteredOn(condition -> List.of("tip-age", "advancing").contains(condition.name()))
                .hasSize(2)
                .allSatisfy(condition -> {
                    assertThat(condition.value()).isEqualTo("does not apply");
                    assertThat(condition.bound()).isEqualTo("anything, because it may stand still");
                    assertThat(condition.holds()).isTrue();
                });
    }

    @Test
    void asksItOfWhatIsFollowed() {
        assertThat(conditions(new Source.Sql("SELECT 0"), 601))
                .contains(new Condition("tip-age", "601000 ms", "less than 600000 ms", false))
                .contains(new Condition("advancing", "yes", "still below the tip for less than 600000 ms", true));
    }

    /** Those of a sample at height 0, as many seconds after the first one that was the same. */
    private static List<Condition> conditions(Source height, int seconds) {
        var terms = Terms.of(new Sync(
                height,
                List.of(height),
                0,
                Sync.DEFAULT_STABLE_FOR,
                Sync.DEFAULT_INTERVAL,
                Sync.DEFAULT_STALL_AFTER,
                Sync.DEFAULT_DEADLINE,
                Sync.DEFAULT_LEASE,
                Optional.empty(),
                Optional.empty(),
                Milestones.DEFAULT));
        var readiness = Readiness.watching(terms, Phase.SYNCING, START, START);
        for (var second = 0; second < seconds; second++) {
            readiness =
                    readiness.decide(sample(second), START.plusSeconds(second)).next();
        }
        return readiness
                .decide(sample(seconds), START.plusSeconds(seconds))
                .conditions()
                .orElseThrow()
                .conditions();
    }

    private static SyncProgress sample(int second) {
        return new SyncProgress(
                second + 1,
                START.plusSeconds(second),
                Optional.of(0L),
                Optional.of(0L),
                Optional.empty(),
                Optional.empty(),
                true,
                List.of());
    }
}
