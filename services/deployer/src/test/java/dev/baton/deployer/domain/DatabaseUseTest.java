package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.deployer.domain.DatabaseUse.Fate;
import dev.baton.deployment.Deployment;
import dev.baton.events.DeployAborted;
import dev.baton.events.GreenFailed;
import dev.baton.events.InstanceRetired;
import dev.baton.events.RolledBack;
import dev.baton.events.SwitchStarted;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DatabaseUseTest {
    private static final Duration PAST_HOLD = Scene.HOLD.plusSeconds(1);

    @Test
    void dataOfTheSameVersionIsSharedWithTheLiveVersion() {
        Scene scene = live(new Scene(), 1, "1.0", data("3")).accepted(2, "2.0", data("3"));

        assertThat(scene.deployment(2).database()).isEqualTo(scene.deployment(1).database());
        assertThat(scene.deployment(2).dataOf()).contains(Scene.id(1));
    }

    @Test
    void sharedDataIsAlwaysOfTheDeploymentThatMadeIt() {
        Scene scene = live(new Scene(), 1, "1.0", data("3"));
        live(scene, 2, "2.0", data("3")).accepted(3, "3.0", data("3"));

        assertThat(scene.deployment(3).dataOf()).contains(Scene.id(1));
        assertThat(scene.deployment(3).database()).isEqualTo(scene.deployment(1).database());
    }

    @Test
    void everyOtherDeploymentHasAFreshDatabase() {
        assertFresh(data("3"), data("4"));
        assertFresh(data("3"), Scene.descriptor());
        assertFresh(Scene.descriptor(), data("3"));
        assertFresh(Scene.descriptor(), Scene.descriptor());
        assertFresh(
                data("3"),
                data(
                        "3",
                        d -> d.withObject("/database/postgres")
                                .put("server", "postgresql://shop@127.0.0.1:5433/postgres")));
        assertFresh(
                data("3"),
                data(
                        "3",
                        d -> d.withObject("/database/postgres")
                                .put("server", "postgresql://other@127.0.0.1:5432/postgres")));
        assertFresh(data("3"), contained(data("3")));
        assertFresh(contained(data("3")), data("3"));
    }

    @Test
    void databaseToConnectToOnTheServerMakesNoDifference() {
        Scene scene = live(new Scene(), 1, "1.0", data("3"))
                .accepted(
                        2,
                        "2.0",
                        data(
                                "3",
                                d -> d.withObject("/database/postgres")
                                        .put("server", "postgresql://shop@127.0.0.1/template1")));

        assertThat(scene.deployment(2).dataOf()).contains(Scene.id(1));
    }

    @Test
    void dataInAContainerIsSharedWithoutAnotherPort() {
        Scene scene = live(new Scene(), 1, "1.0", contained(data("3"))).accepted(2, "2.0", contained(data("3")));

        assertThat(scene.deployment(2).dataOf()).contains(Scene.id(1));
        assertThat(scene.deployment(2).database()).isEqualTo(scene.deployment(1).database());
    }

    @Test
    void firstDeploymentSharesWithNobody() {
        Scene scene = new Scene().accepted(1, "1.0", data("3"));

        assertThat(scene.deployment(1).dataOf()).isEmpty();
        scene.happened(1, new DeployAborted("ann", "no")).settled().happened(1, new InstanceRetired("failed"));
        assertThat(scene.accepted(2, "1.0", data("3")).deployment(2).dataOf()).isEmpty();
    }

    @Test
    void abortedOrFailedGreenLeavesLiveItsData() {
        Scene aborted = live(new Scene(), 1, "1.0", data("3"))
                .accepted(2, "2.0", data("3"))
                .happened(2, new DeployAborted("ann", "no"))
                .settled();
        assertThat(fate(aborted, 2))
                .isInstanceOfSatisfying(
                        Fate.Stay.class,
                        stay -> assertThat(stay.reason()).contains(Scene.id(1).toString(), "version 1.0", "Live"));

        Scene failed = live(new Scene(), 1, "1.0", data("3"))
                .accepted(2, "2.0", data("3"))
                .happened(2, new GreenFailed("it ended", Optional.of(1), List.of()))
                .settled();
        assertThat(fate(failed, 2)).isInstanceOf(Fate.Stay.class);
    }

    @Test
    void ownersRetirementLeavesTheDataToItsUserWhoDropsItInTheOwnersName() {
        Scene scene = twoThatShare().after(PAST_HOLD).settled();

        assertThat(fate(scene, 1)).isInstanceOf(Fate.Stay.class);
        scene.happened(1, new InstanceRetired("its time was over"));
        assertThat(DatabaseUse.isUsed(scene.application(), Scene.id(1))).isTrue();

        live(scene, 3, "3.0", data("4")).after(PAST_HOLD).settled();
        assertThat(fate(scene, 2)).isEqualTo(new Fate.Drop(Scene.id(1)));
        scene.happened(2, new InstanceRetired("its time was over"));
        assertThat(DatabaseUse.isUsed(scene.application(), Scene.id(1))).isFalse();
        assertThat(DatabaseUse.isUsed(scene.application(), Scene.id(3))).isTrue();
    }

    @Test
    void rolledBackVersionLeavesTheDataToTheOneThatServesAgain() {
        Scene scene = twoThatShare()
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
        scene.happened(
                        2,
                        new RolledBack(
                                Scene.id(1), Slot.A, 3, "errors", false, new SwitchProof(3, 1, scene.now(), 100)))
                .after(PAST_HOLD)
                .settled();

        assertThat(scene.application().live().map(Deployment::id)).contains(Scene.id(1));
        assertThat(fate(scene, 2)).isInstanceOf(Fate.Stay.class);
    }

    @Test
    void standbyThatSharesKeepsTheDataToo() {
        Scene scene = twoThatShare();
        live(scene, 3, "3.0", data("4"));

        // Version 1.0's hold is over before that of 2.0, which shares its data.
        scene.after(Scene.HOLD.minusSeconds(30)).settled();
        assertThat(fate(scene, 1)).isInstanceOf(Fate.Stay.class);
    }

    @Test
    void ofTwoThatAreRetiredTogetherExactlyOneDropsTheDataAndLast() {
        Scene scene = twoThatShare();
        live(scene, 3, "3.0", data("4")).after(PAST_HOLD).settled();

        assertThat(fate(scene, 1)).isInstanceOf(Fate.Stay.class);
        assertThat(fate(scene, 2)).isInstanceOf(Fate.Wait.class);
        scene.happened(1, new InstanceRetired("gone"));
        assertThat(fate(scene, 2)).isEqualTo(new Fate.Drop(Scene.id(1)));
    }

    @Test
    void databaseOfItsOwnGoesWithItsDeployment() {
        Scene scene = new Scene().live(1, "1.0");
        live(scene, 2, "2.0", Scene.descriptor()).after(PAST_HOLD).settled();

        assertThat(fate(scene, 1)).isEqualTo(new Fate.Drop(Scene.id(1)));
    }

    private static Fate fate(Scene scene, int number) {
        assertThat(scene.deployment(number).stage().name()).isEqualTo("Retiring");
        return DatabaseUse.fate(scene.application(), scene.deployment(number));
    }

    private static Scene twoThatShare() {
        return live(live(new Scene(), 1, "1.0", data("3")), 2, "2.0", data("3")).after(Duration.ofMinutes(1));
    }

    private static void assertFresh(ObjectNode live, ObjectNode next) {
        Scene scene = live(new Scene(), 1, "1.0", live).accepted(2, "2.0", next);
        assertThat(scene.deployment(2).dataOf()).isEmpty();
        assertThat(scene.deployment(2).database()).isPresent();
        assertThat(scene.deployment(2).database())
                .isNotEqualTo(scene.deployment(1).database());
    }

    private static Scene live(Scene scene, int number, String version, ObjectNode descriptor) {
        return scene.accepted(number, version, descriptor)
                .started(number)
                .verified(number)
                .switching(number)
                .switched(number)
                .confirmed(number)
                .settled();
    }

    private static ObjectNode data(String version) {
        return data(version, _ -> {});
    }

    private static ObjectNode data(String version, Consumer<ObjectNode> change) {
        return Scene.descriptor(descriptor -> {
            descriptor.withObject("/database").put("dataVersion", version);
            change.accept(descriptor);
        });
    }

    private static ObjectNode contained(ObjectNode descriptor) {
        ObjectNode postgres = descriptor.withObject("/database/postgres");
        postgres.remove("server");
        postgres.putObject("container").put("image", "postgres:17");
        return descriptor;
    }
}
