package dev.baton.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The evidence that traffic moved: requests through the router's public address, answered by the new deployment. Where
 * there are several routers, these are the figures of the one that led the switch.
 *
 * @param requests how many were sent; every one was answered by the new deployment
 * @param connections over how many connections
 * @param firstServedAt when the first answer by the new deployment arrived
 * @param commitMicros how long the atomic step took, in microseconds
 * @param nodes what each router proved by itself, the one that led among them; empty where there is only one router
 */
public record SwitchProof(
        int requests,
        int connections,
        Instant firstServedAt,
        long commitMicros,

        @JsonProperty("nodes") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<OfNode> nodes) {

    public SwitchProof {
        nodes = List.copyOf(Objects.requireNonNullElse(nodes, List.of()));
    }

    /** The proof of the only router. */
    public SwitchProof(int requests, int connections, Instant firstServedAt, long commitMicros) {
        this(requests, connections, firstServedAt, commitMicros, List.of());
    }

    /** The same, with what each router proved. */
    public SwitchProof by(List<OfNode> all) {
        return new SwitchProof(requests, connections, firstServedAt, commitMicros, all);
    }

    /**
     * What one of several routers proved, by requests through itself.
     *
     * @param node its name
     */
    public record OfNode(String node, int requests, int connections, Instant firstServedAt, long commitMicros) {

        public static OfNode of(String node, SwitchProof proof) {
            return new OfNode(node, proof.requests(), proof.connections(), proof.firstServedAt(), proof.commitMicros());
        }
    }
}
