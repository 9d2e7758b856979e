package dev.baton.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run did, in figures.
 *
 * @param startedAt when its clients started
 * @param tookMillis since then
 * @param kinds figures per kind of traffic that did anything
 * @param webSocketMessages received on all WebSockets
 * @param losses in the order in which they were noticed; of very many only the first 1,000, the counts are complete
 */
public record LoadReport(
        Instant startedAt, long tookMillis, Map<Kind, Figures> kinds, long webSocketMessages, List<Loss> losses) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /** Copies the collections. */
    public LoadReport {
        Map<Kind, Figures> sorted = new EnumMap<>(Kind.class);
        sorted.putAll(kinds);
        kinds = Collections.unmodifiableMap(sorted);
        losses = List.copyOf(losses);
    }

    /**
     * One kind of traffic.
     *
     * @param requests answered or lost; for WebSockets: opened
     * @param lost of those; for WebSockets: broken, or not opened
     * @param latency of the accepted answers
     */
    public record Figures(long requests, long lost, Latency latency) {}

    /**
     * Milliseconds from the beginning of a request, connecting included, to the last byte of its accepted answer.
     */
    public record Latency(double p50, double p90, double p99, double p999, double max) {}

    /** HTTP requests that ended, well or not; WebSockets are not among them. */
    public long requests() {
        return http().mapToLong(Figures::requests).sum();
    }

    /** HTTP requests without an accepted answer. */
    public long lostRequests() {
        return http().mapToLong(Figures::lost).sum();
    }

    /** WebSockets that opened. */
    public long webSocketsOpened() {
        return kinds.containsKey(Kind.WEB_SOCKET) ? kinds.get(Kind.WEB_SOCKET).requests() : 0;
    }

    /** WebSockets that broke or could not be opened. */
    public long webSocketsBroken() {
        return kinds.containsKey(Kind.WEB_SOCKET) ? kinds.get(Kind.WEB_SOCKET).lost() : 0;
    }

    /** Whether nothing at all was lost. */
    public boolean flawless() {
        return lostRequests() == 0 && webSocketsBroken() == 0;
    }

    private Stream<Figures> http() {
        return kinds.entrySet().stream()
                .filter(e -> e.getKey() != Kind.WEB_SOCKET)
                .map(Map.Entry::getValue);
    }

    /** One JSON object with everything above, sums included. */
    public String toJson() {
        try {
            var tree = JSON.createObjectNode();
            tree.put("requests", requests());
            tree.put("lostRequests", lostRequests());
            tree.put("webSocketsOpened", webSocketsOpened());
            tree.put("webSocketsBroken", webSocketsBroken());
            tree.setAll((ObjectNode) JSON.valueToTree(this));
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A record of numbers and texts is always JSON", e);
        }
    }
}
