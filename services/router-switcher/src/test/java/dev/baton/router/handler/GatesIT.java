package dev.baton.router.handler;

import static dev.baton.router.handler.Scene.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.events.GreenFailed;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.domain.Candidate;
import dev.baton.router.domain.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is asked before the traffic moves, and leaves it where it is. */
class GatesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    private final Scene scene = new Scene();

    private final DeploymentId first = scene.first();
    private final DeploymentId second = scene.second();

    @Test
    void leadsThePreviewToGreenFromItsStartUntilItServesAndWarmsItUp() {
        var story = scene.story("manual", "0s").routing("\"preview\": {\"host\": \"next\"}, \"warmUp\": [\"/warm\"]");
        scene.tell(story.untilVerified(first, Slot.A, now()));
        await().atMost(PATIENCE)
                .until(() -> scene.previewed().equals(Optional.of(new Candidate(Slot.A, first).name())));
        assertThat(scene.served()).isEmpty();
        scene.askUntil(() -> story.promote(first, now()), answer -> answer.event() instanceof SwitchStarted);
        scene.next(SwitchConfirmed.class, 0);
        assertThat(scene.previewed()).isEmpty();
        assertThat(scene.a().warmUps()).isEqualTo(2);
        var reloads = scene.reloads();

        scene.tell(story.accepted(second, Slot.B, now()));
        scene.tell(story.started(second, Slot.B, now()));
        await().atMost(PATIENCE)
                .until(() -> scene.previewed().equals(Optional.of(new Candidate(Slot.B, second).name())));
        assertThat(scene.served()).contains(new Route(Slot.A, 1, first).name());
        scene.tell(story.about(second, now(), new GreenFailed("it ended", Optional.of(1), List.of())));
        await().atMost(PATIENCE).until(() -> scene.previewed().isEmpty());

        assertThat(scene.reloads()).isEqualTo(reloads);
    }

    @Test
    void doesNotMoveToAVersionThatFailsItsWarmUp() {
        scene.tell(scene.story("automatic", "0s").untilVerified(first, Slot.A, now()));
        scene.next(SwitchConfirmed.class, 0);
        scene.b().failsOneIn(1);
        scene.tell(scene.story("automatic", "1h")
                .routing("\"warmUp\": [\"/blocks\"]")
                .untilVerified(second, Slot.B, now()));

        assertThat(scene.next(SwitchFailed.class, 0).event().reason())
                .contains("asked 3 times for /blocks of route.warmUp", "HTTP 500");
        assertThat(scene.served()).contains(new Route(Slot.A, 1, first).name());
    }

    @Test
    void leavesBlueServingWhenGreenIsDead() {
        var story = scene.story("automatic", "1s");
        scene.tell(story.untilVerified(first, Slot.A, now()));
        scene.next(SwitchConfirmed.class, 0);
        scene.b().close();
        scene.tell(story.untilVerified(second, Slot.B, now()));

        var failed = scene.next(SwitchFailed.class, 0);
        assertThat(failed.event().reason()).contains("does not answer its health check");
        assertThat(failed.event().serving()).contains(first);
        assertThat(scene.served()).contains(new Route(Slot.A, 1, first).name());
    }

    @Test
    void answersAPublicPortInUseWithAFailedSwitchAndServesOthers() throws IOException {
        try (var holder = new ServerSocket(scene.listen(), 1, InetAddress.getLoopbackAddress())) {
            scene.tell(scene.story("automatic", "1h").untilVerified(first, Slot.A, now()));

            assertThat(scene.next(SwitchFailed.class, 0).event().reason())
                    .contains("cannot listen on 127.0.0.1:" + holder.getLocalPort());
        }
        scene.tell(scene.story("automatic", "1h").verified(first, now()));
        scene.next(Switched.class, 0);
    }

    @Test
    void answersABrokenIncludeWithAFailedSwitchAndServesOn() throws IOException {
        scene.tell(scene.story("automatic", "1s").untilVerified(first, Slot.A, now()));
        scene.next(SwitchConfirmed.class, 0);
        var broken = Files.writeString(scene.directory().resolve(scene.name() + ".conf"), "limit_rec zone=none;\n");
        scene.tell(scene.story("automatic", "1h").including(broken.toString()).untilVerified(second, Slot.B, now()));

        assertThat(scene.next(SwitchFailed.class, 0).event().reason())
                .contains("unknown directive \"limit_rec\"", broken + ":1");
        assertThat(scene.served()).contains(new Route(Slot.A, 1, first).name());

        Files.writeString(broken, "add_header X-Team yes;\n");
        scene.tell(scene.story("automatic", "1h").verified(second, now()));
        assertThat(scene.next(Switched.class, 1).deployment()).contains(second);
        assertThat(scene.served()).contains(new Route(Slot.B, 3, second).name());
    }
}
