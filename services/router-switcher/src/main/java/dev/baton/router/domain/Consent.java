package dev.baton.router.domain;

import dev.baton.model.SwitchProof;
import dev.baton.model.SwitchProof.OfNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether the routers that are alive serve by a route, so that the switch is over. Forward all of them have to. Back it is
 * enough that one does: who cannot follow is named, and holds up nobody else's way out of a version that disappoints.
 */
public sealed interface Consent {

    /**
     * They do.
     *
     * @param proof that of the router which leads, or of the first one to serve where that one cannot, with what each proved
     * @param without who does not serve by the route, and why; always empty on the way forward
     */
    record Given(SwitchProof proof, SortedMap<String, String> without) implements Consent {

        /** The reason for a way back, with who did not go it. */
        public String addedTo(String reason) {
            return without.isEmpty() ? reason : reason + "; not followed by " + joined(without);
        }
    }

    /** Too few do, and this is why. */
    record Denied(String reason) implements Consent {}

    /** These have not answered; empty: it is not known who is alive. */
    record Awaited(SortedSet<String> silent) implements Consent {}

    /**
     * Who died is waited for no longer, but its objection stands: what kept it from serving may keep the next one.
     *
     * @param back whether the route leads back to the standby
     * @param self the router that leads
     * @param own what it can say of the route itself
     * @param alive empty where it is not known who is
     * @param votes what the others said so far
     */
    static Consent of(boolean back, String self, Vote own, Optional<Set<String>> alive, Votes votes) {
        var said = votes.with(self, own);
        var objections = objections(said);
        if (!back && !objections.isEmpty()) {
            return new Denied(joined(objections));
        }
        if (alive.isEmpty()) {
            return new Awaited(new TreeSet<>());
        }
        var silent = new TreeSet<>(alive.get());
        silent.removeAll(said.byNode().keySet());
        return silent.isEmpty() ? counted(self, said, objections) : new Awaited(silent);
    }

    /**
     * The same when the time for answers is over. While it is not known who is alive a way back is awaited on: the
     * routers that can have gone it by then, and to take it back from their users would help nobody.
     */
    static Consent late(
            boolean back, String self, Vote own, Optional<Set<String>> alive, Votes votes, Duration patience) {
        if (!(of(back, self, own, alive, votes) instanceof Awaited(var silent))) {
            return of(back, self, own, alive, votes);
        }
        var seconds = patience.toSeconds();
        if (!back) {
            return new Denied(
                    silent.isEmpty()
                            ? "Kafka did not tell for %d s which routers are alive".formatted(seconds)
                            : "router %s did not say within %d s whether it serves by the new route"
                                    .formatted(String.join(", ", silent), seconds));
        }
        if (silent.isEmpty()) {
            return new Awaited(silent);
        }
        var said = votes.with(self, own);
        var objections = objections(said);
        silent.forEach(node ->
                objections.put(node, "it did not say within %d s whether it serves by the route".formatted(seconds)));
        return counted(self, said, objections);
    }

    private static Consent counted(String self, Votes said, SortedMap<String, String> objections) {
        var proofs = new TreeMap<String, SwitchProof>();
        said.byNode().forEach((node, vote) -> {
            if (vote instanceof Vote.Proven(var proof)) {
                proofs.put(node, proof);
            }
        });
        if (proofs.isEmpty()) {
            return new Denied(joined(objections));
        }
        var nodes = new ArrayList<OfNode>();
        proofs.forEach((node, proof) -> nodes.add(OfNode.of(node, proof)));
        var first = proofs.values().stream()
                .min(Comparator.comparing(SwitchProof::firstServedAt))
                .orElseThrow();
        return new Given(Optional.ofNullable(proofs.get(self)).orElse(first).by(nodes), objections);
    }

    private static SortedMap<String, String> objections(Votes said) {
        var objections = new TreeMap<String, String>();
        said.byNode().forEach((node, vote) -> {
            if (vote instanceof Vote.Refused(var reason)) {
                objections.put(node, reason);
            }
        });
        return objections;
    }

    private static String joined(SortedMap<String, String> objections) {
        return objections.entrySet().stream()
                .map(objection -> "router " + objection.getKey() + ": " + objection.getValue())
                .collect(Collectors.joining("; "));
    }
}
