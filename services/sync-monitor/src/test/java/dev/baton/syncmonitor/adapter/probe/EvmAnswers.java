package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A small chain behind Ethereum's JSON-RPC. */
public final class EvmAnswers implements HttpHandler {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final AtomicLong height = new AtomicLong();
    private final Map<Long, String> others = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    private volatile boolean down;
    private volatile Optional<String> refusal = Optional.empty();
    private volatile String syncing = "false";

    public EvmAnswers(long height) {
        this.height.set(height);
    }

    /** The hash of a block of this chain. */
    public static String hash(long height) {
        return "0x" + "%064x".formatted(height * 0x9E3779B97F4A7C15L);
    }

    public void grow(long blocks) {
        height.addAndGet(blocks);
    }

    public long height() {
        return height.get();
    }

    /** Another block stands at that height. */
    public void fork(long at, String hash) {
        others.put(at, hash);
    }

    public void isDown(boolean now) {
        down = now;
    }

    /** Answers batches with that text from now on. */
    public void refuseBatches(String answer) {
        refusal = Optional.of(answer);
    }

    /** Answers that, as JSON, where it is asked whether it catches up. */
    public void syncing(String answer) {
        syncing = answer;
    }

    /** How many requests came. */
    public long requests() {
        return requests.get();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (down) {
            TinyServer.send(exchange, 503, "down");
            return;
        }
        requests.incrementAndGet();
        var request = JSON.readTree(exchange.getRequestBody());
        if (!request.isArray()) {
            TinyServer.send(exchange, 200, answer(request));
        } else if (refusal.isPresent()) {
            TinyServer.send(exchange, 200, refusal.get());
        } else {
            // The specification allows any order.
            var answers = new ArrayList<String>();
            request.forEach(call -> answers.addFirst(answer(call)));
            TinyServer.send(exchange, 200, answers.toString());
        }
    }

    private String answer(JsonNode request) {
        return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}".formatted(request.path("id"), result(request));
    }

    private String result(JsonNode request) {
        return switch (request.path("method").asText()) {
            case "eth_chainId" -> "\"0x7a69\"";
            case "eth_syncing" -> syncing;
            case "eth_blockNumber" -> "\"0x" + Long.toHexString(height.get()) + "\"";
            case "eth_getBlockByNumber" -> {
                var block = request.path("params").path(0).asText();
                var number = block.equals("latest") ? height.get() : Long.decode(block);
                yield number > height.get()
                        ? "null"
                        : "{\"number\":\"0x%x\",\"hash\":\"%s\"}"
                                .formatted(number, others.getOrDefault(number, hash(number)));
            }
            case String other -> throw new IllegalStateException("not asked by any probe: " + other);
        };
    }
}
