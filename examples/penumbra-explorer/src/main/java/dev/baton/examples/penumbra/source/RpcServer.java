package dev.baton.examples.penumbra.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baton.examples.penumbra.Block;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A part of CometBFT's RPC over HTTP GET: {@code /status}, {@code /block}, {@code /blockchain}, {@code /health}. */
final class RpcServer implements AutoCloseable {

    /** The most headers that one {@code /blockchain} returns, as on a real node. */
    static final int MOST_HEADERS = 20;

    private static final int INTERNAL_ERROR = -32603;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockTable blocks;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param address port 0 takes a free one; throws if the port is in use */
    RpcServer(InetSocketAddress address, BlockTable blocks) throws IOException {
        this.blocks = blocks;
        // Read when the server's classes load: without it an answer of two segments waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(address, 256);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
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

    /** What a client asks that is not there, in a node's words. */
    private static final class Unanswerable extends Exception {
        private Unanswerable(String message) {
            super(message);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = query(exchange);
            switch (exchange.getRequestURI().getPath()) {
                case "/health" -> respond(exchange, 200, CometBftJson.success(JSON.createObjectNode()));
                case "/status" -> answer(exchange, this::status);
                case "/block" -> answer(exchange, () -> block(query));
                case "/blockchain" -> answer(exchange, () -> blockchain(query));
                default -> respond(exchange, 404, CometBftJson.failure(-32601, "Method not found", ""));
            }
        }
    }

    private interface Question {
        ObjectNode answer() throws SQLException, Unanswerable;
    }

    private static void answer(HttpExchange exchange, Question question) throws IOException {
        try {
            respond(exchange, 200, CometBftJson.success(question.answer()));
        } catch (SQLException | Unanswerable e) {
            respond(exchange, 500, CometBftJson.failure(INTERNAL_ERROR, "Internal error", "" + e.getMessage()));
        }
    }

    private ObjectNode status() throws SQLException, Unanswerable {
        List<Block> ends = blocks.ends();
        return CometBftJson.status(newest(ends), ends.getLast());
    }

    private ObjectNode block(Map<String, String> query) throws SQLException, Unanswerable {
        long last = newest(blocks.ends()).height();
        long height = number(query, "height", last);
        if (height < 1) {
            throw new Unanswerable("height must be greater than 0, but got " + height);
        }
        if (height > last) {
            throw new Unanswerable(
                    "height " + height + " must be less than or equal to the current blockchain height " + last);
        }
        return CometBftJson.block(blocks.between(height, height).getFirst());
    }

    private ObjectNode blockchain(Map<String, String> query) throws SQLException, Unanswerable {
        long last = newest(blocks.ends()).height();
        long high = number(query, "maxHeight", 0);
        high = high == 0 ? last : Math.min(high, last);
        long low = Math.max(Math.max(number(query, "minHeight", 1), 1), high - MOST_HEADERS + 1);
        if (low > high) {
            throw new Unanswerable("min height " + low + " can't be greater than max height " + high);
        }
        return CometBftJson.blockchain(last, blocks.between(low, high));
    }

    private static Block newest(List<Block> ends) throws Unanswerable {
        return ends.stream().findFirst().orElseThrow(() -> new Unanswerable("there is no block yet"));
    }

    private static long number(Map<String, String> query, String name, long absent) throws Unanswerable {
        String value = query.getOrDefault(name, "" + absent).replace("\"", "");
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw new Unanswerable(name + " is a number");
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        return query == null
                ? Map.of()
                : Stream.of(query.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .filter(pair -> pair.length == 2)
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, _) -> first));
    }

    private static void respond(HttpExchange exchange, int status, ObjectNode answer) throws IOException {
        byte[] body = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
