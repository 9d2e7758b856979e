package dev.baton.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CommandFailure;
import dev.baton.codec.BatonJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The audit service's answers. */
public final class AuditApi {
    private static final int CONNECT_MS = 2_000;

    /** A check reads the whole trail. */
    private static final int READ_MS = 120_000;

    /** How long audit may take to rebuild its state after a start. */
    private static final Duration REBUILD = Duration.ofSeconds(30);

    private static final Duration AGAIN = Duration.ofMillis(250);

    private final URI base;

    /** @param base where audit is, {@code http://127.0.0.1:18080} */
    public AuditApi(URI base) {
        this.base = base;
    }

    /** Everything about all applications, as audit says it. */
    public JsonNode applications() {
        return required("/applications?limit=1000");
    }

    /** One application with its deployments; empty when there is none of this name. */
    public Optional<JsonNode> application(String name) {
        return get("/applications/" + encoded(name));
    }

    /** Why a deployment, or else the one on its way or the live one, stands where it stands; empty where there is none. */
    public Optional<JsonNode> explanation(String application, Optional<String> deployment) {
        return get("/applications/" + encoded(application) + "/explanation"
                + deployment.map(id -> "?deployment=" + encoded(id)).orElse(""));
    }

    /** The newest events of an application, oldest first; none when nobody knows it. */
    public List<RecordedEvent> lastEvents(String application, int count) {
        return events("/applications/%s/events?last=%d".formatted(encoded(application), count));
    }

    /** The events of an application after that place in its chain, oldest first, at most a hundred. */
    public List<RecordedEvent> eventsAfter(String application, long sequence) {
        return events("/applications/%s/events?after=%d".formatted(encoded(application), sequence));
    }

    /** Checks the chains of all applications, or of one; what was found, whether it is in order or not. */
    public JsonNode verify(Optional<String> application) {
        return required(
                "/audit/verify" + application.map(name -> "/" + encoded(name)).orElse(""));
    }

    /** Reads a part of an answer as a record of ours. */
    public static <T> T read(JsonNode node, Class<T> type) {
        try {
            return BatonJson.mapper().treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a service answered what this command line cannot read", e);
        }
    }

    private List<RecordedEvent> events(String path) {
        return get(path)
                .map(page -> BatonJson.mapper()
                        .convertValue(page.path("events"), new TypeReference<List<RecordedEvent>>() {}))
                .orElse(List.of());
    }

    private JsonNode required(String path) {
        return get(path).orElseThrow(() -> CommandFailure.failed("audit knows nothing at " + path));
    }

    private Optional<JsonNode> get(String path) {
        var patience = Patience.of(REBUILD);
        while (true) {
            try {
                var connection = (HttpURLConnection) base.resolve(path).toURL().openConnection();
                connection.setConnectTimeout(CONNECT_MS);
                connection.setReadTimeout(READ_MS);
                connection.setRequestProperty("Accept", "application/json");
                switch (connection.getResponseCode()) {
                    case HttpURLConnection.HTTP_OK -> {
                        try (var body = connection.getInputStream()) {
                            return Optional.of(BatonJson.mapper().readTree(body));
                        }
                    }
                    case HttpURLConnection.HTTP_NOT_FOUND -> {
                        return Optional.empty();
                    }
                    case HttpURLConnection.HTTP_UNAVAILABLE -> {
                        if (patience.isOver()) {
                            throw CommandFailure.unreachable("audit is still rebuilding its state; try again later");
                        }
                        Patience.pause(AGAIN);
                    }
                    default ->
                        throw CommandFailure.failed("audit answered %d to %s: %s"
                                .formatted(connection.getResponseCode(), path, problem(connection)));
                }
            } catch (IOException e) {
                throw CommandFailure.unreachable("audit does not answer at %s (%s). Is Baton up? ./baton up starts it"
                        .formatted(base, e.getMessage()));
            }
        }
    }

    private static String problem(HttpURLConnection connection) throws IOException {
        try (var body = connection.getErrorStream()) {
            return body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
