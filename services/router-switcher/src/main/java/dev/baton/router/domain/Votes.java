package dev.baton.router.domain;

import java.util.Map;
import java.util.TreeMap;

/** What the routers have said of one route so far, by their names. */
public record Votes(Map<String, Vote> byNode) {

    /** Nobody has said anything. */
    public static final Votes NONE = new Votes(Map.of());

    public Votes {
        byNode = Map.copyOf(byNode);
    }

    /** The same, with what that one says now. */
    public Votes with(String node, Vote vote) {
        var all = new TreeMap<>(byNode);
        all.put(node, vote);
        return new Votes(all);
    }

    public boolean isBy(String node) {
        return byNode.containsKey(node);
    }

    /** Whether a router has said anything. */
    public boolean holdAny() {
        return !byNode.isEmpty();
    }

    /** Whether a router serves by the route already. */
    public boolean holdProof() {
        return byNode.values().stream().anyMatch(Vote.Proven.class::isInstance);
    }
}
