package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deployment.Decision;
import dev.baton.events.AbortRequested;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployFailed;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.PromoteRequested;
import dev.baton.events.RequestRejected;
import dev.baton.events.RolledBack;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeployerTest {
    @Test
    void startingInstanceIsStartedAndEveryOtherThatIsWantedIsWatched() {
        Scene scene = new Scene().accepted(1, "1.0");
        assertThat(effects(scene)).containsExactly(new Effect.StartInstance(Scene.SHOP, Scene.id(1)));

        Effect watch = new Effect.WatchInstance(Scene.SHOP, Scene.id(1));
        assertThat(effects(scene.started(1))).containsExactly(watch);
        assertThat(effects(scene.verified(1))).containsExactly(watch);
        assertThat(effects(scene.switching(1))).containsExactly(watch);
        assertThat(effects(scene.switched(1))).containsExactly(watch);
        assertThat(effects(scene.confirmed(1))).containsExactly(watch);
    }

    @Test
    void confirmedDeploymentIsCompletedOnceWithTheTimeItTook() {
        Scene scene = new Scene()
                .accepted(1, "1.0")
                .started(1)
                .verified(1)
                .switching(1)
                .switched(1);
        assertThat(events(scene)).isEmpty();
        scene.after(Duration.ofMinutes(5)).confirmed(1);

        Envelope<?> completed = events(scene).getFirst();
        assertThat(completed.event()).isEqualTo(new DeployCompleted("1.0", Duration.ofMinutes(5)));
        assertThat(events(scene)).as("decided again, the same event").containsExactly(completed);
        assertThat(events(scene.read(completed))).isEmpty();
    }

    @Test
    void rolledBackDeploymentFailsAndTheRestoredOneIsNotCompletedAgain() {
        Scene scene = new Scene()
                .live(1, "1.0")
                .accepted(2, "2.0")
                .started(2)
                .verified(2)
                .switching(2)
                .switched(2)
                .happened(
                        2,
                        new RolledBack(
                                Scene.id(1), Slot.A, 3, "errors", true, new SwitchProof(3, 1, Scene.START, 100)));

        assertThat(events(scene)).singleElement().satisfies(event -> {
            assertThat(event.deployment()).contains(Scene.id(2));
            assertThat(event.event()).isInstanceOf(DeployFailed.class);
        });
        assertThat(events(scene.settled())).isEmpty();
    }

    @Test
    void abortEndsWhatHasNotBeenSwitchedTo() {
        for (Scene scene : List.of(
                new Scene().accepted(1, "1.0"),
                new Scene().accepted(1, "1.0").started(1),
                new Scene().accepted(1, "1.0").started(1).synced(1),
                new Scene().accepted(1, "1.0").started(1).verified(1))) {
            assertThat(answer(scene, Optional.empty())).isInstanceOf(DeployAborted.class);
            assertThat(answer(scene, Optional.of(Scene.id(1)))).isInstanceOf(DeployAborted.class);
            assertThat(answer(scene, Optional.of(Scene.id(7)))).isInstanceOf(RequestRejected.class);
        }
    }

    @Test
    void abortIsRefusedOnceUsersMayBeThere() {
        Scene scene = new Scene().accepted(1, "1.0").started(1).verified(1).switching(1);
        assertThat(reason(scene)).contains("moving");
        assertThat(reason(scene.switched(1))).contains("rollback");
        assertThat(reason(scene.confirmed(1).settled())).contains("rollback");
    }

    @Test
    void abortOfNothingIsRefused() {
        assertThat(answer(new Scene(), Optional.empty())).isInstanceOf(RequestRejected.class);
        Scene ended = new Scene().accepted(1, "1.0").happened(1, new DeployAborted("ann", "no"));
        assertThat(reason(ended)).contains("Failed");
    }

    @Test
    void answersFollowFromTheRequestSoThatASecondCopyIsRecognised() {
        Scene scene = new Scene().accepted(1, "1.0");
        Envelope<AbortRequested> abort =
                scene.ask(Optional.empty(), new AbortRequested("ann", Optional.of("wrong branch")));

        List<Envelope<?>> answers = Deployer.decide(scene.asked(List.of(abort))).events();
        assertThat(answers).singleElement().satisfies(event -> {
            assertThat(event.cause()).contains(abort.id());
            assertThat(event.event()).isEqualTo(new DeployAborted("ann", "wrong branch"));
        });
        assertThat(Deployer.decide(scene.asked(List.of(abort))).events()).isEqualTo(answers);
    }

    @Test
    void everyDeploymentRequestIsLookedAt() {
        Envelope<DeployRequested> first = Scene.request("1.0", Scene.descriptor());
        Envelope<DeployRequested> second = Scene.request("2.0", Scene.descriptor());

        Decision<Effect> decision = Deployer.decide(new Scene().asked(List.of(first, second)));

        assertThat(decision.effects())
                .containsExactly(new Effect.AnswerRequest(first), new Effect.AnswerRequest(second));
    }

    @Test
    void abortOfWhatWaitsIsLeftToItsAnswer() {
        Scene scene = new Scene().accepted(1, "1.0");
        Envelope<DeployRequested> waiting = scene.ask(
                Optional.of(Scene.id(2)), new DeployRequested("2.0", Scene.descriptor(), "ci", Optional.empty()));
        Envelope<AbortRequested> abort =
                scene.ask(Optional.of(Scene.id(2)), new AbortRequested("ann", Optional.empty()));

        assertThat(Deployer.decide(scene.asked(List.of(waiting, abort))).events())
                .isEmpty();
    }

    @Test
    void promotionsAreSomebodyElsesToAnswer() {
        Scene scene = new Scene();
        Envelope<PromoteRequested> promote =
                scene.ask(Optional.empty(), new PromoteRequested("ann", false, Optional.empty()));

        assertThat(Deployer.decide(scene.asked(List.of(promote))).isNothing()).isTrue();
    }

    private static Object answer(Scene scene, Optional<DeploymentId> about) {
        Envelope<AbortRequested> abort = scene.ask(about, new AbortRequested("ann", Optional.empty()));
        return Deployer.decide(scene.asked(List.of(abort))).events().stream()
                .filter(event -> event.cause().equals(Optional.of(abort.id())))
                .findFirst()
                .orElseThrow()
                .event();
    }

    private static String reason(Scene scene) {
        return String.join("; ", ((RequestRejected) answer(scene, Optional.of(Scene.id(1)))).reasons());
    }

    private static List<Envelope<?>> events(Scene scene) {
        return Deployer.decide(scene.situation()).events();
    }

    private static List<Effect> effects(Scene scene) {
        return Deployer.decide(scene.situation()).effects();
    }
}
