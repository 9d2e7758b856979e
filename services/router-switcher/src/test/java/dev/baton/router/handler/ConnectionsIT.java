package dev.baton.router.handler;

import static dev.baton.router.handler.Scene.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.events.RetireStarted;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.Switched;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.Story;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that last longer than a switch takes. */
class ConnectionsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    private final Scene scene = new Scene();

    private final DeploymentId first = scene.first();
    private final DeploymentId second = scene.second();

    @Test
    void aStreamStaysWithTheOldVersionAndIsCountedUntilItEnds() throws Exception {
        var story = scene.story("automatic", "1s");
        scene.tell(story.untilVerified(first, Slot.A, now()));
        scene.next(SwitchConfirmed.class, 0);
        var count = "baton_router_standby_connections\\{application=\"" + scene.name() + "\",slot=\"a\"\\} ";
        try (var client = HttpClient.newHttpClient()) {
            var socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + scene.listen() + "/ws"), new WebSocket.Listener() {})
                    .get();
            scene.tell(new Story(scene.name(), scene.listen(), story.slotPorts(), "automatic", "1h")
                    .untilVerified(second, Slot.B, now()));
            scene.next(Switched.class, 1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(scene.service().metrics()).containsPattern(count + "1\\.0"));
            assertThat(socket.isInputClosed()).isFalse();

            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(scene.service().metrics()).containsPattern(count + "0\\.0"));
    }

    @Test
    void closesStreamsToTheOldVersionOneByOneBeforeItsTimeIsOver() throws Exception {
        var story = scene.story("automatic", "0s").with("\"standby\": {\"keep\": \"6s\"}");
        scene.tell(story.untilVerified(first, Slot.A, now()));
        scene.next(SwitchConfirmed.class, 0);
        var ends = new ConcurrentLinkedQueue<Instant>();
        try (var client = HttpClient.newHttpClient()) {
            for (var number = 0; number < 4; number++) {
                webSocket(client, ends);
            }
            scene.tell(scene.story("automatic", "1h").untilVerified(second, Slot.B, now()));
            var switched = scene.next(Switched.class, 1).time();
            awaitAllOf(ends);
            assertThat(ends)
                    .allSatisfy(end -> assertThat(end).isBetween(switched.plusSeconds(3), switched.plusSeconds(6)));
            assertThat(Duration.between(
                            ends.stream().min(Instant::compareTo).orElseThrow(),
                            ends.stream().max(Instant::compareTo).orElseThrow()))
                    .isGreaterThan(Duration.ofSeconds(1));
            assertThat(scene.service().metrics())
                    .containsPattern(
                            "baton_router_connections_closed_total\\{application=\"" + scene.name() + "\"\\} 4\\.0");
        }
    }

    @Test
    void closesStreamsOneByOneAlsoWhereTheOldVersionIsEndedEarly() throws Exception {
        var story = scene.story("automatic", "0s")
                .with("\"run\": {\"process\": {\"command\": [\"true\"]}, \"stopGrace\": \"4s\"}");
        scene.tell(story.untilVerified(first, Slot.A, now()));
        scene.next(SwitchConfirmed.class, 0);
        var ends = new ConcurrentLinkedQueue<Instant>();
        try (var client = HttpClient.newHttpClient()) {
            for (var number = 0; number < 4; number++) {
                webSocket(client, ends);
            }
            scene.tell(scene.story("automatic", "1h").untilVerified(second, Slot.B, now()));
            scene.next(Switched.class, 1);
            // Its instance is told to stop now, and has run.stopGrace for that.
            var retired = now();
            scene.tell(story.about(first, retired, new RetireStarted("test", Optional.of(second))));
            awaitAllOf(ends);
            assertThat(ends)
                    .allSatisfy(end -> assertThat(end).isBetween(retired.plusSeconds(2), retired.plusSeconds(4)));
            assertThat(Duration.between(
                            ends.stream().min(Instant::compareTo).orElseThrow(),
                            ends.stream().max(Instant::compareTo).orElseThrow()))
                    .isGreaterThan(Duration.ofMillis(700));
        }
    }

    private void awaitAllOf(Queue<Instant> ends) {
        await().atMost(PATIENCE)
                .until(() -> ends.size() == 4
                        || !scene.service().said("connections cannot be closed").isEmpty());
        assumeTrue(ends.size() == 4, "not run: closing one connection needs CAP_NET_ADMIN");
    }

    private void webSocket(HttpClient client, Queue<Instant> ends) throws Exception {
        client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + scene.listen() + "/ws"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                        ends.add(now());
                        return CompletableFuture.completedStage(socket);
                    }

                    @Override
                    public void onError(WebSocket socket, Throwable error) {
                        ends.add(now());
                    }
                })
                .get();
    }
}
