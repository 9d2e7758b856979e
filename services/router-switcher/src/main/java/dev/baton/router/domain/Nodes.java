package dev.baton.router.domain;

import java.util.Optional;
import java.util.Set;

/** The routers of the same applications, each with an NGINX of its own, and which of them decides. */
public interface Nodes {

    /** The name of this one; empty where it is the only one. */
    Optional<String> self();

    /**
     * Takes part from now on: this one has read history, and others wait for it.
     *
     * @param begunToLead called each time that this one has begun to decide, and at once where it does already
     */
    void join(Runnable begunToLead);

    /**
     * Whether this one decides for all applications. For seconds two may believe so; which of their events counts is
     * decided by the order of the log, as always.
     */
    boolean leads();

    /** The names of all that are alive, this one among them; empty where that cannot be known at present. */
    Optional<Set<String>> alive();

    /** The only router. */
    Nodes ALONE = new Nodes() {
        @Override
        public Optional<String> self() {
            return Optional.empty();
        }

        @Override
        public void join(Runnable begunToLead) {
            begunToLead.run();
        }

        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public Optional<Set<String>> alive() {
            return Optional.of(Set.of());
        }
    };
}
