package dev.baton.router.adapter.http;

import dev.baton.model.Text;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Prober;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Probes by Vert.x's client, which lets the {@code Host} header differ from the address. Call it on a virtual thread. */
public final class VertxProber implements Prober, AutoCloseable {

    private final Vertx vertx;
    private final Clock clock;
    private final Duration timeout;
    private final HttpClient onceOnly;

    /** @param timeout how long one request may take from connecting to the last byte */
    public VertxProber(Vertx vertx, Clock clock, Duration timeout) {
        this.vertx = vertx;
        this.clock = clock;
        this.timeout = timeout;
        this.onceOnly = vertx.createHttpClient(options().setKeepAlive(false));
    }

    @Override
    public Answer ask(Endpoint endpoint, String path) {
        return ask(onceOnly, endpoint, path);
    }

    @Override
    public Kept keep(Endpoint endpoint, int connections) {
        // One client with a pool of one for each connection: the caller says over which one it asks.
        var clients = Stream.generate(() ->
                        vertx.createHttpClient(options().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(1)))
                .limit(connections)
                .toList();
        return new KeptConnections(endpoint, clients);
    }

    @Override
    public void close() {
        onceOnly.close();
    }

    private HttpClientOptions options() {
        return new HttpClientOptions().setConnectTimeout(Math.toIntExact(timeout.toMillis()));
    }

    private Answer ask(HttpClient client, Endpoint endpoint, String path) {
        var address = endpoint.address();
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(address.port(), address.host()))
                .setHost(endpoint.host().orElse(address.host()))
                .setPort(address.port())
                .setURI(path)
                .setIdleTimeout(timeout.toMillis());
        try {
            // Nested, so that the end of the response is awaited on the same turn of the event loop that sees its head.
            return client.request(options)
                    .compose(request ->
                            request.send().compose(response -> response.end().map(_ -> answered(response))))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            return new Answer.Unanswered(reason(Objects.requireNonNullElse(e.getCause(), e), endpoint));
        }
    }

    private Answer answered(HttpClientResponse response) {
        return new Answer.Answered(
                clock.instant(),
                response.statusCode(),
                Optional.ofNullable(response.getHeader("Baton-Route")),
                Optional.ofNullable(response.getHeader("Baton-Site")));
    }

    private String reason(Throwable cause, Endpoint endpoint) {
        return cause instanceof TimeoutException
                ? "no whole answer from " + endpoint.address() + " within " + timeout.toMillis() + " ms"
                : endpoint.address() + ": "
                        + Text.quoted(cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }

    private final class KeptConnections implements Kept {

        private final Endpoint endpoint;
        private final List<HttpClient> clients;

        private KeptConnections(Endpoint endpoint, List<HttpClient> clients) {
            this.endpoint = endpoint;
            this.clients = List.copyOf(clients);
        }

        @Override
        public Answer ask(int connection, String path) {
            return VertxProber.this.ask(clients.get(connection), endpoint, path);
        }

        @Override
        public void close() {
            clients.forEach(HttpClient::close);
        }
    }
}
