package dev.baton.syncmonitor.domain.verification;

import dev.baton.model.DeploymentId;
import dev.baton.syncmonitor.domain.verification.Bookmarks.Bookmark;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps bookmarks over a restart. What is lost costs time and nothing else: the comparison begins anew. So nothing here
 * fails.
 */
public interface BookmarkStore {

    /** Keeps nothing. */
    BookmarkStore NONE = new BookmarkStore() {
        @Override
        public Map<String, Bookmark> load(Pairing pairing) {
            return Map.of();
        }

        @Override
        public void save(Pairing pairing, Map<String, Bookmark> tables) {
            // Nothing is kept.
        }

        @Override
        public void forget(DeploymentId green) {
            // Nothing was kept.
        }
    };

    /** What was kept for this very pairing, by table; empty where nothing was, or what was cannot be read. */
    Map<String, Bookmark> load(Pairing pairing);

    /** Keeps these instead of what was kept for the same green. */
    void save(Pairing pairing, Map<String, Bookmark> tables);

    /** Its verification has come to an end. */
    void forget(DeploymentId green);

    /**
     * What bookmarks hold for: one green beside one blue, ready without a break. A downtime longer than the lease ends the
     * readiness, so another stretch begins.
     *
     * @param since when that readiness began
     */
    record Pairing(DeploymentId green, Optional<DeploymentId> blue, Instant since) {}
}
