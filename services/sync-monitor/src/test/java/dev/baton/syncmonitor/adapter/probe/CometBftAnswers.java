package dev.baton.syncmonitor.adapter.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A small chain behind CometBFT's RPC over URIs: {@code /status}, {@code /blockchain} and {@code /block}. */
public final class CometBftAnswers implements HttpHandler {

    private static final Pattern NUMBER = Pattern.compile("(\\w+)=(\\d+)");
    private static final int MOST_HEADERS = 20;

    private final Map<Long, String> others = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile long height;
    private volatile long earliest = 1;
    private volatile boolean catchingUp;
    private volatile boolean withoutHeaders;
    private volatile Instant newest;

    public CometBftAnswers(long height, Instant newest) {
        this.height = height;
        this.newest = newest;
    }

    /** The hash of a block of this chain, as CometBFT spells it. */
    public static String hash(long height) {
        return "%064X".formatted(height * 0x9E3779B97F4A7C15L);
    }

    /** Another block stands at that height. */
    public void fork(long at, String hash) {
        others.put(at, hash);
    }

    public void isCatchingUp(boolean now) {
        catchingUp = now;
    }

    public void newestBlock(Instant made) {
        newest = made;
    }

    /** Blocks below are gone. */
    public void prune(long below) {
        earliest = below;
    }

    /** Refuses the question for headers, as some providers do. */
    public void refuseHeaders() {
        withoutHeaders = true;
    }

    public int requests() {
        return requests.get();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        var query = NUMBER.matcher(String.valueOf(exchange.getRequestURI().getQuery()))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> Long.parseLong(found.group(2))));
        switch (exchange.getRequestURI().getPath().replaceFirst(".*/", "/")) {
            case "/status" -> TinyServer.send(exchange, 200, result(status()));
            case "/blockchain" ->
                headers(exchange, query.getOrDefault("minHeight", 0L), query.getOrDefault("maxHeight", 0L));
            case "/block" -> block(exchange, query.getOrDefault("height", 0L));
            case String other -> TinyServer.send(exchange, 404, other);
        }
    }

    private String status() {
        return """
                {"node_info": {"id": "cb912d5e", "network": "penumbra-1", "version": "0.37.15"},
                 "sync_info": {"latest_block_hash": "%s", "latest_block_height": "%d", "latest_block_time": "%s",
                  "earliest_block_height": "%d", "catching_up": %s},
                 "validator_info": {"voting_power": "0"}}""".formatted(hash(height), height, newest, earliest, catchingUp);
    }

    private void headers(HttpExchange exchange, long from, long to) throws IOException {
        if (withoutHeaders) {
            TinyServer.send(exchange, 404, "404 page not found");
            return;
        }
        var highest = Math.min(to, height);
        var lowest = Math.max(Math.max(from, earliest), highest - MOST_HEADERS + 1);
        var metas = LongStream.rangeClosed(lowest, highest)
                .mapToObj(
                        at -> "{%s, \"header\": {\"chain_id\": \"penumbra-1\", \"height\": \"%d\"}, \"num_txs\": \"1\"}"
                                .formatted(id(at), at))
                .toList()
                .reversed();
        TinyServer.send(
                exchange, 200, result("{\"last_height\": \"%d\", \"block_metas\": %s}".formatted(height, metas)));
    }

    private void block(HttpExchange exchange, long at) throws IOException {
        if (at > height || at < earliest) {
            TinyServer.send(exchange, 500, """
                    {"jsonrpc": "2.0", "id": -1, "error": {"code": -32603, "message": "Internal error",
                     "data": "height %d is not available, lowest height is %d"}}""".formatted(at, earliest));
            return;
        }
        TinyServer.send(
                exchange, 200, result("{%s, \"block\": {\"header\": {\"height\": \"%d\"}}}".formatted(id(at), at)));
    }

    private String id(long at) {
        return "\"block_id\": {\"hash\": \"%s\", \"parts\": {\"total\": 1, \"hash\": \"%s\"}}"
                .formatted(others.getOrDefault(at, hash(at)), hash(at + 1));
    }

    private static String result(String document) {
        return "{\"jsonrpc\": \"2.0\", \"id\": -1, \"result\": " + document + "}";
    }
}
