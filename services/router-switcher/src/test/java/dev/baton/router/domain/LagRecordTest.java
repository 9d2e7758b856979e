package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.DeploymentId;
import dev.baton.router.domain.SampleFeed.Sample;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LagRecordTest {

    private static final DeploymentId LIVE = DeploymentId.of("01980000-0000-7000-8000-000000000001");
    private static final DeploymentId STANDBY = DeploymentId.of("01980000-0000-7000-8000-000000000002");
    private static final DeploymentId OTHER = DeploymentId.of("01980000-0000-7000-8000-000000000003");

    @Test
    void isBreachedByThreeSamplesInARowBeyondTheBound() {
        var twice = begin().with(of(LIVE, 11)).with(of(LIVE, 12));
        assertThat(twice.breach()).isEmpty();
        assertThat(twice.with(of(STANDBY, 1)).with(of(LIVE, 20)).breach())
                .contains(
                        "3 samples in a row were more than 10 blocks behind the tip, the last by 20; the standby is 1 behind");
    }

    @Test
    void startsAnewWithASampleWithinTheBound() {
        var almost = begin().with(of(LIVE, 11)).with(of(LIVE, 12)).with(of(LIVE, 10));
        assertThat(almost.with(of(LIVE, 11)).with(of(LIVE, 11)).breach()).isEmpty();
    }

    @Test
    void countsNeitherWhatIsUnknownNorOtherDeployments() {
        var twice = begin().with(of(LIVE, 11)).with(of(LIVE, 12));
        var same = twice.with(new Sample(LIVE, Optional.empty())).with(of(OTHER, 500));
        assertThat(same).isEqualTo(twice);
        assertThat(same.with(of(LIVE, 13)).breach())
                .hasValueSatisfying(reason -> assertThat(reason).endsWith("the standby is not known to be behind"));
    }

    @Test
    void doesNotGoBackToAStandbyThatIsAsFarBehind() {
        var behind = begin().with(of(STANDBY, 20))
                .with(of(LIVE, 20))
                .with(of(LIVE, 20))
                .with(of(LIVE, 20));
        assertThat(behind.breach()).isEmpty();
        assertThat(behind.with(of(STANDBY, 19)).breach()).isPresent();
    }

    @Test
    void saysThatNothingWasTold() {
        assertThat(begin().unknown()).isPresent();
        assertThat(begin().with(of(LIVE, 0)).unknown()).isEmpty();
    }

    private static LagRecord begin() {
        return LagRecord.begin(LIVE, Optional.of(STANDBY), 10);
    }

    private static Sample of(DeploymentId deployment, long lag) {
        return new Sample(deployment, Optional.of(lag));
    }
}
