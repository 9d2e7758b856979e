package dev.baton.e2e.stage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An HTTP server on a free port of 127.0.0.1 that answers each path as the test says, and may misbehave. */
public final class ScriptedServer implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * An answer.
     *
     * @param after how long it takes
     */
    public record Reply(int status, String contentType, String body, Duration after) {

        /** A JSON document with this height, written as it stands. */
        public static Reply height(Object height) {
            return json("{\"height\":" + height + "}");
        }

        /** A JSON document. */
        public static Reply json(String body) {
            return new Reply(200, "application/json", body, Duration.ZERO);
        }

        /** What a proxy says when what is behind it is gone. */
        public static Reply html() {
            return new Reply(200, "text/html", "<!doctype html><html><body>It works!</body></html>", Duration.ZERO);
        }

        /** The same, later. */
        public Reply after(Duration delay) {
            return new Reply(status, contentType, body, delay);
        }
    }

    private ScriptedServer(HttpServer server) {
        this.server = server;
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** Starts a server; a path that nothing is said about is answered with 404. */
    public static ScriptedServer start() {
        try {
            return new ScriptedServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on the path is answered so. */
    public void answer(String path, Reply reply) {
        replies.put(path, reply);
    }

    /** The address of a path. */
    public URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var reply = replies.getOrDefault(
                    exchange.getRequestURI().getPath(), new Reply(404, "text/plain", "nothing here", Duration.ZERO));
            closing.await(reply.after().toMillis(), TimeUnit.MILLISECONDS);
            var body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
