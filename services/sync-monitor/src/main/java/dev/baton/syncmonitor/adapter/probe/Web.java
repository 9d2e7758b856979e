package dev.baton.syncmonitor.adapter.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.model.Text;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Asks servers that may be slow, hostile or something else altogether: bounded in time and size, no redirects, and every
 * failure has a reason that says what to look at. Safe for use by many threads.
 */
public final class Web implements AutoCloseable {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** A shorter one may stand in an answer by chance, which must not be changed then. */
    private static final int SHORTEST_SECRET = 8;

    private final HttpClient client;
    private final Limits limits;
    private final Meter meter;

    /**
     * What an answer may take.
     *
     * @param connect until the connection stands
     * @param answer until the last byte of the answer
     * @param bytes how long its body may be
     */
    public record Limits(Duration connect, Duration answer, long bytes) {}

    /** Learns what is asked, and so what it costs. */
    @FunctionalInterface
    public interface Meter {

        /**
         * A request is sent.
         *
         * @param source scheme, host and port
         * @param calls how many calls are in it
         */
        void asked(String source, int calls);
    }

    public Web(Limits limits) {
        this(limits, (_, _) -> {});
    }

    public Web(Limits limits, Meter meter) {
        this(limits, meter, Optional.empty());
    }

    /** @param trust decides which certificates are trusted; as the JVM does where empty */
    Web(Limits limits, Meter meter, Optional<SSLContext> trust) {
        this.limits = limits;
        this.meter = meter;
        var builder =
                HttpClient.newBuilder().connectTimeout(limits.connect()).followRedirects(HttpClient.Redirect.NEVER);
        trust.ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /** The document at the address. */
    JsonNode get(URI address) throws NoAnswer {
        return json(address, send(request(address).GET().build(), 1), Optional.empty());
    }

    /** The document that answers the one that is posted. */
    JsonNode post(URI address, JsonNode document) throws NoAnswer {
        return post(address, document, 1, Optional.empty());
    }

    /**
     * The document that answers the one that is posted.
     *
     * @param calls what the one that is posted costs
     * @param secret is left out wherever the answer repeats it
     */
    JsonNode post(URI address, JsonNode document, int calls, Optional<String> secret) throws NoAnswer {
        return json("POST", address, Optional.of(document.toString()), calls, secret);
    }

    /**
     * The document that answers a request.
     *
     * @param body JSON to send
     */
    JsonNode json(String method, URI address, Optional<String> body) throws NoAnswer {
        return json(method, address, body, 1, Optional.empty());
    }

    private JsonNode json(String method, URI address, Optional<String> body, int calls, Optional<String> secret)
            throws NoAnswer {
        var request = request(address)
                .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
        body.ifPresent(_ -> request.header("Content-Type", "application/json"));
        return json(address, send(request.build(), calls), secret);
    }

    /**
     * What the address answers, whatever it is.
     *
     * @param body JSON to send with POST; GET where empty
     */
    Raw raw(URI address, Optional<String> body) throws NoAnswer {
        var request = request(address)
                .method(
                        body.isPresent() ? "POST" : "GET",
                        body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
        body.ifPresent(_ -> request.header("Content-Type", "application/json"));
        var response = send(request.build(), 1, BodyHandlers.ofString(ISO_8859_1));
        return new Raw(response.statusCode(), response.body());
    }

    /**
     * An answer that was not looked into.
     *
     * @param status of HTTP
     * @param bytes of its body, each as one character
     */
    record Raw(int status, String bytes) {}

    /** The text at the address. */
    String text(URI address) throws NoAnswer {
        var response =
                send(request(address).setHeader("Accept", "text/plain").GET().build(), 1);
        status(address, response, response.body());
        return response.body();
    }

    /** Whether the address answers 200. */
    void expectOk(URI address) throws NoAnswer {
        var response = send(request(address).GET().build(), 1);
        status(address, response, response.body());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpRequest.Builder request(URI address) throws NoAnswer {
        try {
            return HttpRequest.newBuilder(address)
                    .timeout(limits.answer())
                    .version(isPlain(address) ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
                    .header("Accept", "application/json")
                    .header("User-Agent", "baton-sync-monitor");
        } catch (IllegalArgumentException _) {
            throw new NoAnswer(shown(address) + " is not an address for HTTP; it begins with http:// or https://");
        }
    }

    /** Without TLS nobody can agree on HTTP/2 but by an upgrade, which costs headers and puzzles old servers. */
    private static boolean isPlain(URI address) {
        return "http".equalsIgnoreCase(address.getScheme());
    }

    private HttpResponse<String> send(HttpRequest request, int calls) throws NoAnswer {
        return send(request, calls, BodyHandlers.ofString());
    }

    /** {@link HttpRequest#timeout()} ends with the headers; waiting for the future bounds the body as well. */
    private HttpResponse<String> send(HttpRequest request, int calls, BodyHandler<String> body) throws NoAnswer {
        meter.asked(shown(request.uri()), calls);
        var answer = client.sendAsync(request, BodyHandlers.limiting(body, limits.bytes()));
        try {
            return answer.get(limits.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw tooLate(request);
        } catch (ExecutionException failure) {
            var cause = Objects.requireNonNullElse(failure.getCause(), failure);
            throw cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException)
                    ? tooLate(request)
                    : new NoAnswer(shown(request.uri()) + ": " + Faults.reason(cause));
        } catch (CancellationException _) {
            throw new NoAnswer(shown(request.uri()) + ": the request was cancelled");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new NoAnswer(shown(request.uri()) + ": interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    private NoAnswer tooLate(HttpRequest request) {
        return new NoAnswer(shown(request.uri()) + " did not answer within "
                + limits.answer().toMillis() + " ms");
    }

    private static void status(URI address, HttpResponse<String> response, String body) throws NoAnswer {
        var status = response.statusCode();
        if (status >= 300 && status < 400) {
            throw new NoAnswer(
                    shown(address) + " redirects to " + target(address, response) + "; name the final address");
        }
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            throw new NoAnswer(
                    shown(address) + " answered with status " + status + complaint(body)
                            + "; has a key or a password expired?",
                    status);
        }
        if (status != OK) {
            throw new NoAnswer(shown(address) + " answered with status " + status + complaint(body), status);
        }
    }

    /** Without its path, in which a server repeats the key that it was asked with. */
    private static String target(URI address, HttpResponse<String> response) {
        try {
            var from = shown(address);
            var to = shown(
                    address.resolve(response.headers().firstValue("Location").orElse("")));
            return to.equals(from) ? "another path" : Text.quoted(to);
        } catch (IllegalArgumentException _) {
            return "what is no address";
        }
    }

    private static JsonNode json(URI address, HttpResponse<String> response, Optional<String> secret) throws NoAnswer {
        var body = secret.filter(value -> value.length() >= SHORTEST_SECRET)
                .map(value -> response.body().replace(value, "***"))
                .orElseGet(response::body);
        status(address, response, body);
        if (body.isBlank()) {
            throw new NoAnswer(shown(address) + " answered with an empty body");
        }
        if (body.stripLeading().startsWith("<")) {
            throw new NoAnswer(shown(address) + " answered with HTML or XML instead of JSON");
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException _) {
            throw new NoAnswer(shown(address) + " answered with something that is not JSON: " + Text.quoted(body));
        }
    }

    /** What a JSON-RPC error in the body says; servers send one with status 500, too. */
    private static String complaint(String body) {
        try {
            var error = JSON.readTree(body).path("error");
            var message = error.isTextual()
                    ? error
                    : error.path("data").isTextual() ? error.path("data") : error.path("message");
            return message.isTextual() ? ": " + Text.quoted(message.textValue()) : "";
        } catch (JsonProcessingException _) {
            return "";
        }
    }

    /** The address of what is below another address, whose query stays. */
    static URI below(URI base, String path, String query) {
        var root = base.getRawPath() == null ? "" : base.getRawPath();
        var kept = base.getRawQuery();
        var parameters = kept == null || query.isEmpty() ? Objects.requireNonNullElse(kept, query) : query + "&" + kept;
        return URI.create(base.getScheme() + "://" + base.getRawAuthority()
                + (root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path
                + (parameters.isEmpty() ? "" : "?" + parameters));
    }

    /** The address without what may hold a key: user, query and fragment; providers put keys into the path as well. */
    static String shown(URI address) {
        return address.getScheme() + "://" + address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    }

    /** No usable answer came. */
    static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        NoAnswer(String reason) {
            this(reason, 0);
        }

        NoAnswer(String reason, int status) {
            super(reason);
            this.status = status;
        }

        /** The status of HTTP, where that is why there is no answer; else 0. */
        int status() {
            return status;
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
