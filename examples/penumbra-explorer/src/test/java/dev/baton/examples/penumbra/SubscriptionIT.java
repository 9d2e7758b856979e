package dev.baton.examples.penumbra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subscriptions over {@code graphql-transport-ws}, spoken by hand. */
class SubscriptionIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String INIT = "{\"type\":\"connection_init\"}";

    @TempDir
    private static Path folder;

    private static Programs programs;
    private static Programs.Running explorer;

    @BeforeAll
    static void start() throws IOException {
        programs = new Programs(folder);
        programs.createDatabases("raw", "explorer");
        programs.startSource("raw", "--blocks", "100", "--block-time-ms", "50");
        explorer = programs.startExplorer(2, "raw", "explorer", Map.of());
        await().atMost(LIMIT)
                .until(() -> programs.rows("postgres", "SELECT 1").size() == 1
                        && explorer.output().stream().anyMatch(line -> line.contains("catchup completed")));
    }

    @AfterAll
    static void end() {
        programs.close();
    }

    @Test
    void tellsTheNewestBlocksAndEveryNewOneInTheirOrder() {
        Client client = new Client("graphql-transport-ws");
        client.send(INIT, subscription("7", "latestBlocks(limit: 3) { height createdAt transactionsCount }"));
        await().atMost(LIMIT).until(() -> client.messages.size() > 8);
        assertThat(client.messages.getFirst()).hasToString("{\"type\":\"connection_ack\"}");
        List<JsonNode> updates = List.copyOf(client.messages).stream().skip(1).toList();
        assertThat(updates).allSatisfy(update -> {
            assertThat(update.path("type").asText()).isEqualTo("next");
            assertThat(update.path("id").asText()).isEqualTo("7");
        });
        long first = height(updates.getFirst());
        for (int i = 0; i < updates.size(); i++) {
            assertThat(height(updates.get(i))).isEqualTo(first + i);
        }
        client.send("{\"type\":\"complete\",\"id\":\"7\"}", "{\"type\":\"ping\"}");
        await().atMost(LIMIT).until(() -> client.has("pong"));
        int after = client.messages.size();
        Client other = new Client("graphql-transport-ws");
        other.send(INIT, subscription("1", "blocks { height }"));
        await().atMost(LIMIT).until(() -> other.messages.size() > 5);
        assertThat(client.messages.size()).isLessThanOrEqualTo(after + 1);
        client.socket.abort();
        other.socket.abort();
    }

    @Test
    void answersAQueryAndCompletesIt() {
        Client client = new Client("graphql-transport-ws");
        client.send(
                INIT, "{\"type\":\"subscribe\",\"id\":\"q\",\"payload\":{\"query\":\"{block(height:9){height}}\"}}");
        await().atMost(LIMIT).until(() -> client.has("complete"));
        assertThat(client.messages.get(1).at("/payload/data/block/height").asInt())
                .isEqualTo(9);
        client.send(subscription("e", "nothing"));
        await().atMost(LIMIT).until(() -> client.has("error"));
        client.socket.abort();
    }

    @Test
    void closesOnWhoeverBreaksTheProtocol() throws Exception {
        assertThat(new Client("").closedWith()).isEqualTo(4406);
        assertThat(new Client("graphql-transport-ws")
                        .send(subscription("1", "blocks { height }"))
                        .closedWith())
                .isEqualTo(4401);
        assertThat(new Client("graphql-transport-ws").send(INIT, INIT).closedWith())
                .isEqualTo(4429);
        assertThat(new Client("graphql-transport-ws").send("<html>").closedWith())
                .isEqualTo(4400);
        String one = subscription("1", "blocks { height }");
        assertThat(new Client("graphql-transport-ws").send(INIT, one, one).closedWith())
                .isEqualTo(4409);
    }

    @Test
    void saysGoodbyeWhenItIsStopped() throws Exception {
        programs.createDatabases("stopped");
        Programs.Running stopped = programs.startExplorer(1, "raw", "stopped", Map.of());
        Client client = new Client(stopped.url(), "graphql-transport-ws");
        client.send(INIT);
        await().atMost(LIMIT).until(() -> client.has("connection_ack"));
        stopped.process().destroy();
        assertThat(client.closedWith()).isEqualTo(1001);
        assertThat(stopped.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private static String subscription(String id, String field) {
        return "{\"type\":\"subscribe\",\"id\":\"%s\",\"payload\":{\"query\":\"subscription { %s }\"}}"
                .formatted(id, field);
    }

    private static long height(JsonNode update) {
        return update.at("/payload/data/latestBlocks/height").asLong();
    }

    /** One WebSocket and what came over it. */
    private static final class Client implements WebSocket.Listener {

        private static final ObjectMapper JSON = new ObjectMapper();

        private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final WebSocket socket;

        private Client(String protocol) {
            this(explorer.url(), protocol);
        }

        private Client(URI url, String protocol) {
            var builder = programs.client().newWebSocketBuilder();
            if (!protocol.isEmpty()) {
                builder.subprotocols(protocol);
            }
            socket = builder.buildAsync(
                            URI.create(url.toString().replace("http", "ws")).resolve("/graphql/ws"), this)
                    .join();
        }

        private Client send(String... texts) {
            for (String text : texts) {
                socket.sendText(text, true).join();
            }
            return this;
        }

        private boolean has(String type) {
            return messages.stream()
                    .anyMatch(message -> message.path("type").asText().equals(type));
        }

        private int closedWith() throws Exception {
            return closed.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            try {
                messages.add(JSON.readTree(data.toString()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
            return WebSocket.Listener.super.onText(webSocket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
            closed.complete(status);
            return WebSocket.Listener.super.onClose(webSocket, status, reason);
        }
    }
}
