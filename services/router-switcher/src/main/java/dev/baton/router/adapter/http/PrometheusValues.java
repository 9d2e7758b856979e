package dev.baton.router.adapter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.codec.BatonJson;
import dev.baton.descriptor.PromQuery;
import dev.baton.model.Text;
import dev.baton.router.domain.QueriedValues;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks Prometheus' HTTP API, {@code /api/v1/query}. */
public final class PrometheusValues implements QueriedValues, AutoCloseable {

    private static final String PATH = "/api/v1/query?query=";
    private static final long LARGEST_ANSWER_BYTES = 256 << 10;
    private static final Map<String, Double> INFINITE =
            Map.of("+Inf", Double.POSITIVE_INFINITY, "-Inf", Double.NEGATIVE_INFINITY);

    private final Duration timeout;
    private final HttpClient client;

    /** @param timeout how long one question may take from connecting to the last byte */
    public PrometheusValues(Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    @Override
    public Reading ask(PromQuery query) {
        var base = query.url().toString().replaceFirst("/+$", "");
        var request = HttpRequest.newBuilder(URI.create(base + PATH + URLEncoder.encode(query.query(), UTF_8)))
                .build();
        var answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(UTF_8), LARGEST_ANSWER_BYTES));
        try {
            return read(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            answer.cancel(true);
            return new Reading.Unknown("no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException failed) {
            return new Reading.Unknown("no answer: " + Text.quoted(String.valueOf(failed.getCause())));
        } catch (InterruptedException stopping) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return new Reading.Unknown("the service stops");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private static Reading read(HttpResponse<String> answer) {
        try {
            var tree = BatonJson.mapper().readTree(answer.body());
            if (!"success".equals(tree.path("status").asText())) {
                var error = tree.path("error").asText();
                return new Reading.Unknown(
                        "HTTP " + answer.statusCode() + (error.isEmpty() ? "" : ": " + Text.quoted(error)));
            }
            return number(tree.path("data"));
        } catch (JsonProcessingException noJson) {
            return new Reading.Unknown("HTTP " + answer.statusCode() + ", and no JSON");
        }
    }

    private static Reading number(JsonNode data) {
        var result = data.path("result");
        return switch (data.path("resultType").asText()) {
            case "scalar" -> number(result.path(1).asText());
            case "vector" ->
                result.size() == 1
                        ? number(result.path(0).path("value").path(1).asText())
                        : new Reading.Unknown("%d results instead of one".formatted(result.size()));
            default -> new Reading.Unknown("the result is no single number");
        };
    }

    private static Reading number(String text) {
        try {
            var number = INFINITE.containsKey(text) ? INFINITE.get(text) : Double.parseDouble(text);
            return Double.isNaN(number) ? new Reading.Unknown("NaN") : new Reading.Value(number);
        } catch (NumberFormatException other) {
            return new Reading.Unknown("no number: " + Text.quoted(text));
        }
    }
}
