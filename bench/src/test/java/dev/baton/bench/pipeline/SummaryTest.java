package dev.baton.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.events.DeployCompleted;
import dev.baton.events.RolledBack;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void tellsHowLongEachStepTookAndHowMuchOfItKafkaHad() {
        var summary = Summary.of(List.of(passage(100, 25)));

        assertThat(summary.wholeMillis().median()).isEqualTo(800);
        assertThat(summary.kafkaShare()).isEqualTo(0.25, within(1e-9));
        assertThat(summary.steps()).hasSize(8);
        assertThat(summary.steps().getFirst().name()).isEqualTo("deploy requested → deploy accepted");
        assertThat(summary.steps()).allSatisfy(step -> {
            assertThat(step.millis().median()).isEqualTo(100);
            assertThat(step.kafkaMillis().median()).isEqualTo(25);
        });
    }

    @Test
    void takesTheNearestRankForMedianAndNinetyPercent() {
        var passages = IntStream.rangeClosed(1, 10).mapToObj(i -> passage(i, 0)).toList();

        var summary = Summary.of(passages);

        assertThat(summary.passages()).isEqualTo(10);
        assertThat(summary.wholeMillis()).isEqualTo(new Summary.Spread(8 * 5, 8 * 9));
    }

    @Test
    void kafkaNeverHadAnEventForLongerThanItsStepTook() {
        assertThat(Summary.of(List.of(passage(10, 50))).kafkaShare()).isEqualTo(1, within(1e-9));
    }

    @Test
    void aPassageIsCompleteOnceItPassedEveryStationAndCountsOnlyTheFirstOfEach() {
        var passage = passage(10, 1);
        assertThat(passage.complete()).isTrue();

        var end = passage.at(DeployCompleted.class);
        passage.saw(DeployCompleted.class, START.plusSeconds(9), START.plusSeconds(9));

        assertThat(passage.at(DeployCompleted.class)).isEqualTo(end);
        assertThat(passage.at(RolledBack.class)).isEmpty();
        assertThat(new Passage().complete()).isFalse();
    }

    /** A passage whose events come every {@code stepMillis} and are in Kafka for {@code kafkaMillis}. */
    private static Passage passage(long stepMillis, long kafkaMillis) {
        var passage = new Passage();
        for (int i = 0; i < Passage.STATIONS.size(); i++) {
            var happened = START.plusMillis(i * stepMillis);
            passage.saw(Passage.STATIONS.get(i), happened, happened.plus(Duration.ofMillis(kafkaMillis)));
        }
        return passage;
    }
}
