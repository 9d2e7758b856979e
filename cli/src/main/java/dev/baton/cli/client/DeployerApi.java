package dev.baton.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CommandFailure;
import dev.baton.codec.BatonJson;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** What the deployer answers that is not an event. */
public final class DeployerApi {
    private static final int CONNECT_MS = 2_000;
    private static final int READ_MS = 30_000;

    /** How long the deployer may take to read the log after a start. */
    private static final Duration REPLAY = Duration.ofSeconds(30);

    private static final Duration AGAIN = Duration.ofMillis(250);

    private final URI base;

    /** @param base where the deployer is, {@code http://127.0.0.1:18081} */
    public DeployerApi(URI base) {
        this.base = base;
    }

    /**
     * What a deployment would do, as things stand.
     *
     * @throws CommandFailure where the deployer does not answer, or finds fault with the version or the descriptor
     */
    public JsonNode plan(String version, JsonNode descriptor) {
        var question =
                BatonJson.mapper().createObjectNode().put("version", version).set("descriptor", descriptor);
        return ask("/plans", question);
    }

    /**
     * Asks for a new deployment of what the named one, or else the newest that failed, was made of.
     *
     * @return {@code request}, the id that the answer on record names as its cause, and {@code deployment}
     * @throws CommandFailure where the deployer does not answer, or there is nothing to repeat
     */
    public JsonNode retry(
            ApplicationName application, Optional<DeploymentId> named, String requestedBy, Optional<String> reason) {
        var question = BatonJson.mapper().createObjectNode().put("requestedBy", requestedBy);
        named.ifPresent(id -> question.put("deployment", id.toString()));
        reason.ifPresent(text -> question.put("reason", text));
        return ask("/applications/" + application + "/retry", question);
    }

    private JsonNode ask(String path, JsonNode question) {
        // Asked again because the answer got lost, it is the same request.
        var key = EventId.random().value();
        var patience = Patience.of(REPLAY);
        while (true) {
            try {
                var connection = (HttpURLConnection) base.resolve(path).toURL().openConnection();
                connection.setConnectTimeout(CONNECT_MS);
                connection.setReadTimeout(READ_MS);
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setRequestProperty("Idempotency-Key", key);
                try (var body = connection.getOutputStream()) {
                    body.write(BatonJson.mapper().writeValueAsBytes(question));
                }
                switch (connection.getResponseCode()) {
                    case HttpURLConnection.HTTP_OK, HttpURLConnection.HTTP_ACCEPTED -> {
                        try (var body = connection.getInputStream()) {
                            return BatonJson.mapper().readTree(body);
                        }
                    }
                    case HttpURLConnection.HTTP_BAD_REQUEST -> throw CommandFailure.usage(faults(connection));
                    case HttpURLConnection.HTTP_UNAVAILABLE -> {
                        if (patience.isOver()) {
                            throw CommandFailure.unreachable(
                                    "the deployer is still reading its log, or Kafka does not answer it; try again later");
                        }
                        Patience.pause(AGAIN);
                    }
                    default ->
                        throw CommandFailure.failed(
                                "the deployer answered %d to %s".formatted(connection.getResponseCode(), path));
                }
            } catch (IOException e) {
                throw CommandFailure.unreachable(
                        "the deployer does not answer at %s (%s). Is Baton up? ./baton up starts it"
                                .formatted(base, e.getMessage()));
            }
        }
    }

    private static String faults(HttpURLConnection connection) throws IOException {
        try (var body = connection.getErrorStream()) {
            var errors = BatonJson.mapper().readTree(body).path("errors");
            var text = new StringBuilder();
            errors.forEach(error ->
                    text.append(text.isEmpty() ? "" : System.lineSeparator()).append(error.asText()));
            return text.toString();
        }
    }
}
