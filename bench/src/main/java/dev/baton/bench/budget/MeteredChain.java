package dev.baton.bench.budget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An indexer that catches up with a chain, and the chain's provider, which counts each call and answers 429 beyond its
 * budget. Both follow the clock that they are given.
 */
final class MeteredChain implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BLOCK = Duration.ofSeconds(12);
    private static final long TIP = 20_000_000;
    private static final double SWING = 0.4;
    private static final int SWINGS = 3;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Clock clock;
    private final Instant start;
    private final Duration sync;
    private final int perSecond;
    private final int perDay;
    private final List<Instant> calls = new ArrayList<>();
    private int refused;

    /** @param sync how long it takes to catch up */
    MeteredChain(Clock clock, Duration sync, int perSecond, int perDay) throws IOException {
        this.clock = clock;
        this.start = clock.instant();
        this.sync = sync;
        this.perSecond = perSecond;
        this.perDay = perDay;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/rpc", this::rpc);
        server.createContext("/height", exchange -> send(exchange, 200, "{\"height\":" + height() + "}"));
        server.createContext("/health", exchange -> send(exchange, 200, "ok"));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** When each call came that was answered. */
    synchronized List<Instant> calls() {
        return List.copyOf(calls);
    }

    synchronized int refused() {
        return refused;
    }

    long tip() {
        return TIP + age().dividedBy(BLOCK);
    }

    /** Dense stretches of the chain take longer than others. */
    long height() {
        var part = Math.min(1, (double) age().toMillis() / sync.toMillis());
        var angle = 2 * Math.PI * SWINGS * part;
        return (long) (tip() * Math.clamp(part + SWING / (2 * Math.PI * SWINGS) * Math.sin(angle), 0, 1));
    }

    static String hash(long height) {
        return "0x%064x".formatted(height);
    }

    private Duration age() {
        return Duration.between(start, clock.instant());
    }

    private void rpc(HttpExchange exchange) throws IOException {
        var request = JSON.readTree(exchange.getRequestBody());
        if (!allowed(request.isArray() ? request.size() : 1)) {
            send(exchange, 429, "{\"error\":{\"code\":-32005,\"message\":\"request limit reached\"}}");
            return;
        }
        if (!request.isArray()) {
            send(exchange, 200, answer(request));
            return;
        }
        var answers = new ArrayList<String>();
        request.forEach(call -> answers.add(answer(call)));
        send(exchange, 200, answers.toString());
    }

    private synchronized boolean allowed(int more) {
        var now = clock.instant();
        var lastSecond =
                calls.stream().filter(at -> at.isAfter(now.minusSeconds(1))).count();
        var lastDay = calls.stream()
                .filter(at -> at.isAfter(now.minus(Duration.ofDays(1))))
                .count();
        if (lastSecond + more > perSecond || lastDay + more > perDay) {
            refused++;
            return false;
        }
        for (var call = 0; call < more; call++) {
            calls.add(now);
        }
        return true;
    }

    private String answer(JsonNode call) {
        var result = switch (call.path("method").asText()) {
            case "eth_blockNumber" -> "\"0x%x\"".formatted(tip());
            case "eth_chainId" -> "\"0x1\"";
            case "eth_getBlockByNumber" -> {
                var parameter = call.path("params").path(0).asText();
                var number = parameter.startsWith("0x") ? Long.decode(parameter) : tip();
                yield "{\"number\":\"0x%x\",\"hash\":\"%s\",\"parentHash\":\"%s\"}"
                        .formatted(number, hash(number), hash(number - 1));
            }
            case String other -> throw new IllegalStateException("not asked by any probe: " + other);
        };
        return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}".formatted(call.path("id"), result);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
