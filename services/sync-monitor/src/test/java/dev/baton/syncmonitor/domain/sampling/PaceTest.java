package dev.baton.syncmonitor.domain.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private Pace pace = Pace.of(Optional.empty());

    @Test
    void isThatOfMostSteps() {
        learn(2_000, 1, 2_000, 1, 2_100, 1, 1_900, 1, 2_000, 1);

        assertThat(pace.interval()).contains(Duration.ofMillis(2_000));
    }

    @Test
    void isNotMovedByAPauseOfTheChain() {
        learn(2_000, 1, 2_000, 1, 60_000, 1, 2_000, 1, 2_000, 1);

        assertThat(pace.interval()).contains(Duration.ofMillis(2_000));
    }

    @Test
    void isNotThatOfTheLuckiestLooksWhereBlocksComeFasterThanLooks() {
        learn(1_000, 3, 1_000, 1, 1_000, 3, 1_000, 1, 1_000, 2);

        assertThat(pace.interval()).contains(Duration.ofMillis(500));
    }

    @Test
    void isNotMovedByAJumpThatWasTakenForAStep() {
        learn(1_000, 23, 1_000, 2, 1_000, 2, 1_000, 2, 1_000, 2, 1_000, 2, 1_000, 2);

        assertThat(pace.interval()).contains(Duration.ofMillis(500));
    }

    @Test
    void isNotMovedByAPauseWhereBlocksComeFasterThanLooks() {
        learn(1_000, 2, 1_000, 2, 30_000, 1, 1_000, 2, 1_000, 2, 1_000, 2);

        assertThat(pace.interval()).contains(Duration.ofMillis(500));
    }

    @Test
    void isNotThatOfTheStepInWhichCatchingUpEnded() {
        learn(1_000, 46, 1_000, 53, 1_000, 44, 1_000, 8, 2_000, 5, 2_000, 4);

        assertThat(pace.interval()).contains(Duration.ofMillis(400));
    }

    @Test
    void isNotKnownFromOneStep() {
        learn(2_000, 1);

        assertThat(pace.interval()).isEmpty();
    }

    @Test
    void isOfAFewBlocksTheShortestThatLooksCannotTellFromIt() {
        learn(1_000, 1, 1_000, 1);
        assertThat(pace.interval()).contains(Duration.ofMillis(667));

        learn(1_000, 2, 1_000, 1);
        assertThat(pace.interval()).contains(Duration.ofMillis(667));

        learn(1_000, 1);
        assertThat(pace.settled()).isTrue();
        assertThat(pace.interval()).contains(Duration.ofMillis(833));
    }

    @Test
    void errsOfAFewBlocksThatComeLessOftenThanLooksByNoMoreThanALook() {
        learn(12_000, 1, 12_000, 1);

        assertThat(pace.interval()).contains(Duration.ofMillis(11_500));
    }

    @Test
    void isNotThatOfAPauseWithWhichItBegins() {
        learn(50_000, 1, 1_000, 1);
        assertThat(pace.interval()).isEmpty();

        learn(1_000, 1);
        assertThat(pace.interval()).contains(Duration.ofMillis(667));
    }

    @Test
    void isNotKnownFromABlockThatCameQuicklyAndOthersBeforeThereAreEnough() {
        learn(1_000, 1, 7_000, 1, 6_000, 1, 6_000, 1);
        assertThat(pace.interval()).isEmpty();

        learn(6_000, 1);
        assertThat(pace.interval()).contains(Duration.ofSeconds(6));
    }

    @Test
    void isNeverThatOfASourceThatAdvancesAsFastAsNoChain() {
        learn(1_000, 19, 1_000, 21, 1_000, 22, 1_000, 22, 1_000, 18, 1_000, 19);

        assertThat(pace.interval()).isEmpty();
        assertThat(pace.settled()).isFalse();
    }

    @Test
    void isAsFastAsTheDescriptorTells() {
        pace = Pace.of(Optional.of(Duration.ofMillis(50)));
        learn(1_000, 1, 1_000, 1);

        assertThat(pace.interval()).contains(Duration.ofMillis(50));
        assertThat(pace.settled()).isTrue();
    }

    @Test
    void isThatOfAllSourcesTogetherWhereItsOwnIsFarFromIt() {
        learn(1_000, 4, 5_000, 1, 10_000, 1, 22_000, 1, 4_000, 1);

        assertThat(pace.interval(Optional.empty())).contains(Duration.ofSeconds(5));
        assertThat(pace.interval(Optional.of(Duration.ofSeconds(12)))).contains(Duration.ofSeconds(12));
        assertThat(pace.interval(Optional.of(Duration.ofSeconds(2)))).contains(Duration.ofSeconds(2));
        assertThat(pace.interval(Optional.of(Duration.ofSeconds(6)))).contains(Duration.ofSeconds(5));
    }

    private void learn(long... millisAndBlocks) {
        for (var step = 0; step < millisAndBlocks.length; step += 2) {
            pace = pace.with(millisAndBlocks[step], millisAndBlocks[step + 1], LOOK);
        }
    }
}
