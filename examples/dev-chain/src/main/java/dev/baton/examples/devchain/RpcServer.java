package dev.baton.examples.devchain;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** JSON-RPC over HTTP, one virtual thread a request, connections kept open. {@code GET /health} tells that it is up. */
final class RpcServer implements AutoCloseable {

    /** The largest body that is read, in bytes. */
    static final int MOST_BYTES = 2 * 1024 * 1024;

    private final JsonRpc rpc;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param host the address to listen on
     * @param port 0 takes a free one; throws if the port is in use
     */
    RpcServer(String host, int port, JsonRpc rpc) throws IOException {
        this.rpc = rpc;
        // Read when the server's classes load. Without nodelay an answer of two segments waits 40 ms for an
        // acknowledgement; the idle limits are those of a node that its clients poll, not the JDK's 30 s and 200.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 256);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.createContext("/health", RpcServer::health);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Allow", "POST");
                respond(exchange, 405, JsonRpc.refusal("send JSON-RPC requests with POST"));
                return;
            }
            byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                exchange.getResponseHeaders().set("Connection", "close");
                respond(exchange, 413, JsonRpc.refusal("a body has at most " + MOST_BYTES + " bytes"));
                return;
            }
            Optional<byte[]> answer = rpc.answer(body);
            if (answer.isPresent()) {
                respond(exchange, 200, answer.get());
            } else {
                exchange.sendResponseHeaders(204, -1);
            }
        }
    }

    private static void health(HttpExchange exchange) throws IOException {
        try (exchange) {
            respond(exchange, 200, "{\"status\":\"up\"}".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
