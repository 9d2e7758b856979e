package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.deployer.domain.Upkeep.Care;
import dev.baton.events.DeployAborted;
import dev.baton.events.InstanceExited;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class UpkeepTest {
    private static final Instant NOW = Scene.START;

    @Test
    void startingInstanceThatRunsIsAskedForItsHealth() {
        assertThat(of(new Scene().accepted(1, "1.0"), new Observation.Running(1, NOW)))
                .isEqualTo(new Care.AskHealth(NOW, Optional.empty()));
    }

    @Test
    void runningInstanceNeedsNothing() {
        assertThat(of(new Scene().live(1, "1.0"), new Observation.Running(1, NOW)))
                .isEqualTo(new Care.Nothing());
    }

    @Test
    void runningCandidateIsAskedWhetherItStillAnswers() {
        assertThat(of(new Scene().accepted(1, "1.0").started(1), new Observation.Running(1, NOW)))
                .isEqualTo(new Care.CheckHealth());
    }

    @Test
    void missingOrInterruptedInstanceIsStartedWithoutBlame() {
        for (Scene scene : List.of(new Scene().accepted(1, "1.0"), new Scene().live(1, "1.0"))) {
            assertThat(of(scene, new Observation.Absent())).isEqualTo(new Care.Start());
            assertThat(of(scene, new Observation.Interrupted())).isEqualTo(new Care.Start());
        }
    }

    @Test
    void endedDeploymentsInstanceIsLeftToItsRetirement() {
        Scene scene = new Scene().accepted(1, "1.0").happened(1, new DeployAborted("ann", "no"));
        assertThat(of(scene, new Observation.Absent())).isEqualTo(new Care.Nothing());
        assertThat(of(scene, exited(1, NOW))).isEqualTo(new Care.Nothing());
    }

    @Test
    void candidateMayEndAsOftenAsItsDescriptorTolerates() {
        Scene scene = new Scene().accepted(1, "1.0").started(1);

        assertThat(of(scene, exited(1, NOW))).isEqualTo(new Care.ReportExit(OptionalInt.of(3), 1));
        reported(scene, 1);
        assertThat(of(scene, exited(2, NOW))).isEqualTo(new Care.ReportExit(OptionalInt.of(3), 2));
        reported(scene, 2);
        assertThat(of(scene, exited(3, NOW)))
                .isInstanceOfSatisfying(
                        Care.GiveUp.class,
                        failure -> assertThat(failure.cause()).contains("3 times", "exit code 3", "tolerates 2"));
    }

    @Test
    void whatServesIsBroughtBackForEver() {
        Scene scene = new Scene().live(1, "1.0");
        for (int exits = 1; exits <= 50; exits++) {
            assertThat(of(scene, exited(exits, NOW))).isEqualTo(new Care.ReportExit(OptionalInt.of(3), exits));
            reported(scene, exits);
        }
    }

    @Test
    void exitIsReportedOnceAndThenStartedAgainAfterAGrowingPause() {
        Scene scene = new Scene().live(1, "1.0");
        List<Integer> pauses = List.of(1, 2, 4, 8, 16, 32, 60, 60);
        for (int exits = 1; exits <= pauses.size(); exits++) {
            reported(scene, exits);
            Duration pause = Duration.ofSeconds(pauses.get(exits - 1));
            assertThat(of(scene, exited(exits, NOW))).isEqualTo(new Care.Pause(pause));
            assertThat(of(scene, exited(exits, NOW.minus(pause)))).isEqualTo(new Care.Start());
        }
        assertThat(Upkeep.nextRun(scene.deployment(1))).isEqualTo(pauses.size() + 1);
    }

    @Test
    void whatRanForLongComesBackAtOnce() {
        Scene scene = new Scene().live(1, "1.0");
        reported(scene, 40);
        assertThat(of(scene, exited(40, NOW.minus(Duration.ofDays(3))))).isEqualTo(new Care.Start());
    }

    @Test
    void whatTheHostStartedAgainItselfIsReportedAndCounted() {
        Scene scene = new Scene().accepted(1, "1.0").started(1);
        Exit exit = new Exit(OptionalInt.of(5), Optional.of("web"), Optional.empty(), false);
        Observation third = new Observation.Running(3, NOW, Optional.of(exit), Optional.empty());

        assertThat(of(scene, third)).isEqualTo(new Care.ReportExit(OptionalInt.of(5), 2));
        reported(scene, 2);
        assertThat(of(scene, third)).isEqualTo(new Care.CheckHealth());
        assertThat(of(scene, new Observation.Incomplete(4, Optional.of(exit))))
                .isInstanceOfSatisfying(
                        Care.GiveUp.class,
                        failure -> assertThat(failure.cause())
                                .contains("the container web", "3 times", "exit code 5", "tolerates 2"));
    }

    @Test
    void whatRunsOnceAndFailsEndsACandidateAtOnce() {
        Exit exit = new Exit(OptionalInt.of(3), Optional.of("migration"), Optional.empty(), true);
        assertThat(of(new Scene().accepted(1, "1.0"), new Observation.Exited(1, NOW, exit)))
                .isEqualTo(new Care.GiveUp(
                        "the container migration, which runs once, ended with exit code 3: see its last lines",
                        OptionalInt.of(3)));
    }

    @Test
    void nothingIsDoneToWhatCannotBeSeen() {
        for (Scene scene : List.of(new Scene().accepted(1, "1.0"), new Scene().live(1, "1.0"))) {
            assertThat(of(scene, new Observation.Unknown("no engine"))).isEqualTo(new Care.Wait("no engine"));
        }
    }

    private static Observation exited(int run, Instant since) {
        return new Observation.Exited(run, since, OptionalInt.of(3));
    }

    private static void reported(Scene scene, int exits) {
        scene.happened(1, new InstanceExited(Optional.of(3), exits, List.of()));
    }

    private static Care of(Scene scene, Observation observed) {
        return Upkeep.of(scene.deployment(1), observed, NOW);
    }
}
