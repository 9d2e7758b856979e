package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.events.DeployAborted;
import dev.baton.events.Envelope;
import dev.baton.events.InstanceRetired;
import dev.baton.events.Paused;
import dev.baton.events.Resumed;
import dev.baton.events.RetireStarted;
import dev.baton.events.RolledBack;
import dev.baton.events.SwitchStarted;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetirementTest {
    private static final Duration PAST_HOLD = Scene.HOLD.plusSeconds(1);

    @Test
    void onlyWhatIsRetiringMayBeStoppedWhateverTheStage() {
        Set<Class<?>> seen = new HashSet<>();
        for (Deployment deployment : oneOfEachStage()) {
            Stage stage = deployment.stage();
            seen.add(stage.getClass());
            assertThat(Retirement.mayStop(stage))
                    .as(stage.name())
                    .isEqualTo(stage instanceof Stage.Retiring || stage instanceof Stage.Retired);
        }
        assertThat(seen).containsExactlyInAnyOrder(Stage.class.getPermittedSubclasses());
    }

    @Test
    void whatMayServeIsNeverDueForRetirementHoweverLate() {
        Scene scene = new Scene().live(1, "1.0");
        assertThat(due(scene.after(Duration.ofDays(1000)), 1)).isEmpty();

        scene = new Scene()
                .live(1, "1.0")
                .accepted(2, "2.0")
                .started(2)
                .verified(2)
                .switching(2);
        assertThat(due(scene.after(Duration.ofDays(1000)), 1)).isEmpty();
        assertThat(due(scene, 2)).isEmpty();

        scene = scene.switched(2);
        assertThat(due(scene.after(Duration.ofDays(1000)), 2)).isEmpty();
    }

    @Test
    void standbyGoesWhenItsHoldIsOverAndNotBefore() {
        Scene scene = twoVersions();

        assertThat(due(scene.after(Scene.HOLD.minusSeconds(1)), 1)).isEmpty();
        assertThat(due(scene.after(Duration.ofSeconds(1)), 1))
                .hasValueSatisfying(
                        intention -> assertThat(intention.yieldsTo()).isEmpty());
    }

    @Test
    void aPauseKeepsTheWayBackOpenButNotAFailedDeployment() {
        Scene scene = twoVersions().happened(2, new Paused("ada", "an incident"));
        assertThat(due(scene.after(Scene.HOLD.multipliedBy(30)), 1)).isEmpty();
        assertThat(due(scene.happened(2, new Resumed("ada", "over")), 1)).isPresent();

        Scene failed = new Scene()
                .accepted(1, "1.0")
                .happened(1, new Paused("ada", "an incident"))
                .happened(1, new DeployAborted("ann", "no"));
        assertThat(due(failed, 1)).isPresent();
    }

    @Test
    void standbyThatIsBeingRolledBackToStaysEvenPastItsHold() {
        Scene scene = twoVersions()
                .happened(
                        1,
                        new SwitchStarted(
                                SwitchStarted.Kind.ROLLBACK,
                                Optional.of(Scene.id(2)),
                                Slot.A,
                                3,
                                "ann",
                                "errors",
                                Optional.empty()));

        assertThat(due(scene.after(PAST_HOLD), 1)).isEmpty();
        assertThat(Deployer.decide(scene.situation()).effects())
                .doesNotContain(new Effect.RetireInstance(Scene.SHOP, Scene.id(1)));
    }

    @Test
    void standbyYieldsItsSlotToTheDeploymentThatWasPromisedIt() {
        ObjectNode yields = Scene.descriptor(d -> d.putObject("standby").put("yields", true));
        Scene scene = threeVersions().accepted(4, "4.0", yields);

        assertThat(scene.deployment(4).retires()).contains(Scene.id(1));
        assertThat(due(scene, 1)).map(RetireStarted::yieldsTo).contains(Optional.of(Scene.id(4)));
        assertThat(due(scene, 2)).isEmpty();
        assertThat(Deployer.decide(scene.situation()).effects())
                .as("green waits until the slot is clear")
                .doesNotContain(new Effect.StartInstance(Scene.SHOP, Scene.id(4)));

        scene.settled();
        assertThat(Deployer.decide(scene.situation()).effects())
                .contains(new Effect.RetireInstance(Scene.SHOP, Scene.id(1)));
        scene.happened(1, new InstanceRetired("yielded"));
        assertThat(Deployer.decide(scene.situation()).effects())
                .contains(new Effect.StartInstance(Scene.SHOP, Scene.id(4)));
    }

    @Test
    void deploymentThatWasPromisedASlotAndFailedFirstEndsNobodysHold() {
        ObjectNode yields = Scene.descriptor(d -> d.putObject("standby").put("yields", true));
        Scene scene = threeVersions().accepted(4, "4.0", yields).happened(4, new DeployAborted("ann", "no"));

        assertThat(due(scene, 1)).isEmpty();
    }

    @Test
    void failedGreenGoesAtOnceOnceItsFailureIsOnRecord() {
        Scene scene = new Scene().accepted(1, "1.0").happened(1, new DeployAborted("ann", "no"));

        assertThat(types(scene)).containsExactly("dev.baton.deploy-failed.v1");
        scene.read(Deployer.decide(scene.situation()).events().getFirst());
        assertThat(types(scene)).containsExactly("dev.baton.retire-started.v1");
    }

    private static List<String> types(Scene scene) {
        return Deployer.decide(scene.situation()).events().stream()
                .map(Envelope::type)
                .toList();
    }

    private static Optional<RetireStarted> due(Scene scene, int number) {
        return Retirement.due(scene.application(), scene.deployment(number), scene.now());
    }

    private static Scene twoVersions() {
        return new Scene()
                .live(1, "1.0")
                .accepted(2, "2.0")
                .started(2)
                .verified(2)
                .switching(2)
                .switched(2)
                .confirmed(2)
                .settled();
    }

    private static Scene threeVersions() {
        return twoVersions()
                .after(Duration.ofMinutes(1))
                .accepted(3, "3.0")
                .started(3)
                .verified(3)
                .switching(3)
                .switched(3)
                .confirmed(3)
                .settled();
    }

    private static List<Deployment> oneOfEachStage() {
        List<Deployment> all = new ArrayList<>();
        Scene scene = new Scene().accepted(1, "1.0");
        all.add(scene.deployment(1));
        all.add(scene.started(1).deployment(1));
        Scene synced = new Scene().accepted(1, "1.0").started(1);
        all.add(synced.synced(1).deployment(1));
        all.add(scene.verified(1).deployment(1));
        all.add(scene.switching(1).deployment(1));
        all.add(scene.switched(1).deployment(1));
        all.add(scene.confirmed(1).settled().deployment(1));
        scene = twoVersions();
        all.add(scene.deployment(1));
        scene.happened(
                2, new RolledBack(Scene.id(1), Slot.A, 3, "errors", true, new SwitchProof(3, 1, scene.now(), 100)));
        all.add(scene.deployment(2));
        Scene failed = new Scene().accepted(1, "1.0").happened(1, new DeployAborted("ann", "no"));
        all.add(failed.deployment(1));
        all.add(failed.settled().deployment(1));
        all.add(failed.happened(1, new InstanceRetired("failed")).deployment(1));
        return all;
    }
}
