package dev.baton.router.handler;

import static dev.baton.router.handler.Scene.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Route;
import dev.baton.support.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The service is killed, or what it wrote is gone: it goes on where the log says. */
class LossIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    private final Scene scene = new Scene();

    private final DeploymentId first = scene.first();
    private final DeploymentId second = scene.second();

    @Test
    void finishesAfterAKillBetweenIntentionAndOutcome() {
        var story = scene.story("automatic", "1s");
        scene.tell(story.untilVerified(first, Slot.A, now()));
        scene.next(SwitchConfirmed.class, 0);
        scene.b().healthHangs(true);
        scene.tell(story.untilVerified(second, Slot.B, now()));
        scene.next(SwitchStarted.class, 1);
        scene.service().kill();
        scene.b().healthHangs(false);
        assertThat(scene.served()).contains(new Route(Slot.A, 1, first).name());

        scene.service().restart();
        assertThat(scene.next(Switched.class, 1).event().epoch()).isEqualTo(2);
        assertThat(scene.all(SwitchStarted.class)).hasSize(2);
        assertThat(scene.served()).contains(new Route(Slot.B, 2, second).name());
    }

    @Test
    void onlyProvesAfterAKillBetweenTheLinkAndTheOutcome() throws IOException {
        var story = scene.story("manual", "1s");
        scene.tell(story.untilVerified(first, Slot.A, now()));
        scene.askUntil(() -> story.promote(first, now()), answer -> answer.event() instanceof SwitchStarted);
        scene.next(SwitchConfirmed.class, 0);
        scene.tell(story.untilVerified(second, Slot.B, now()));
        scene.service().kill();

        var moved = new Route(Slot.B, 2, second);
        scene.tell(story.about(
                second,
                now(),
                new SwitchStarted(
                        SwitchStarted.Kind.PROMOTE, Optional.of(first), Slot.B, 2, "ada", "test", Optional.empty())));
        Files.createDirectories(scene.routes().resolve(moved.name()));
        Files.delete(scene.routes().resolve("active"));
        Files.createSymbolicLink(scene.routes().resolve("active"), Path.of(moved.name()));
        scene.service().restart();

        var switched = scene.next(Switched.class, 1).event();
        assertThat(switched.proof().commitMicros()).isZero();
        assertThat(scene.served()).contains(moved.name());
    }

    @Test
    void rebuildsRoutesFromTheLogAfterTheLossOfTheDisk() {
        scene.liveInBWithStandbyInA();
        var route = scene.served().orElseThrow();
        scene.service().kill();
        Folders.delete(scene.directory().resolve("routes"));
        Folders.delete(scene.directory().resolve("nginx").resolve("sites"));
        assertThat(scene.ask())
                .isInstanceOfSatisfying(
                        Answer.Answered.class,
                        answer -> assertThat(answer.status()).isEqualTo(503));

        scene.service().restart();
        await().atMost(PATIENCE).until(() -> scene.served().equals(Optional.of(route)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(scene.directory()
                                .resolve("nginx")
                                .resolve("sites")
                                .resolve(scene.name() + ".conf"))
                        .exists());
    }

    @Test
    void restoresALinkThatSomebodyRemoved() throws IOException {
        scene.tell(scene.story("automatic", "1h").untilVerified(first, Slot.A, now()));
        scene.next(Switched.class, 0);
        Files.delete(scene.routes().resolve("active"));

        await().atMost(PATIENCE).until(() -> scene.served().equals(Optional.of(new Route(Slot.A, 1, first).name())));
    }
}
