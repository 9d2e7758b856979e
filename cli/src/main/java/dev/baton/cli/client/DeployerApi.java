package dev.baton.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CommandFailure;
import dev.baton.codec.BatonJson;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

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
        var patience = Patience.of(REPLAY);
        while (true) {
            try {
                var connection =
                        (HttpURLConnection) base.resolve("/plans").toURL().openConnection();
                connection.setConnectTimeout(CONNECT_MS);
                connection.setReadTimeout(READ_MS);
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                try (var body = connection.getOutputStream()) {
                    body.write(BatonJson.mapper().writeValueAsBytes(question));
                }
                switch (connection.getResponseCode()) {
                    case HttpURLConnection.HTTP_OK -> {
                        try (var body = connection.getInputStream()) {
                            return BatonJson.mapper().readTree(body);
                        }
                    }
                    case HttpURLConnection.HTTP_BAD_REQUEST -> throw CommandFailure.usage(faults(connection));
                    case HttpURLConnection.HTTP_UNAVAILABLE -> {
                        if (patience.isOver()) {
                            throw CommandFailure.unreachable("the deployer is still reading its log; try again later");
                        }
                        Patience.pause(AGAIN);
                    }
                    default ->
                        throw CommandFailure.failed(
                                "the deployer answered %d to /plans".formatted(connection.getResponseCode()));
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
