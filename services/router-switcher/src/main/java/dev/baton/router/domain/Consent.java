package dev.baton.router.domain;

import dev.baton.model.SwitchProof;
import dev.baton.model.SwitchProof.OfNode;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether all routers that are alive serve by a route, so that the switch is over. */
public sealed interface Consent {

    /**
     * They do.
     *
     * @param proof that of the router which leads, with what each proved
     */
    record Given(SwitchProof proof) implements Consent {}

    /** One does not, and says why. */
    record Denied(String reason) implements Consent {}

    /** Nobody objects, and these have not answered; empty: it is not known who is alive. */
    record Awaited(SortedSet<String> silent) implements Consent {}

    /**
     * Who died is waited for no longer, but its objection stands: what kept it from serving may keep the next one.
     *
     * @param self the router that leads
     * @param own what it proved by itself
     * @param alive empty where it is not known who is
     * @param votes what the others said so far
     */
    static Consent of(String self, SwitchProof own, Optional<Set<String>> alive, Votes votes) {
        var proofs = new TreeMap<String, SwitchProof>();
        var objections = new TreeMap<String, String>();
        votes.byNode().forEach((node, vote) -> {
            switch (vote) {
                case Vote.Proven(var proof) -> proofs.put(node, proof);
                case Vote.Refused(var reason) -> objections.put(node, reason);
            }
        });
        objections.remove(self);
        if (!objections.isEmpty()) {
            return new Denied(objections.entrySet().stream()
                    .map(objection -> "router " + objection.getKey() + ": " + objection.getValue())
                    .collect(Collectors.joining("; ")));
        }
        proofs.put(self, own);
        if (alive.isEmpty()) {
            return new Awaited(new TreeSet<>());
        }
        var silent = new TreeSet<>(alive.get());
        silent.removeAll(proofs.keySet());
        if (!silent.isEmpty()) {
            return new Awaited(silent);
        }
        var nodes = new ArrayList<OfNode>();
        proofs.forEach((node, proof) -> nodes.add(OfNode.of(node, proof)));
        return new Given(own.by(nodes));
    }
}
