package dev.baton.syncmonitor.domain.sampling;

import dev.baton.model.DeploymentId;
import java.util.Optional;

/**
 * Keeps what the sampling of a deployment has learned, so that a process that starts anew knows how often the chain makes a
 * block, which source stood still, and which blocks were replaced. Without it a source that catches up steadily looks like
 * a faster chain. What cannot be kept or read counts for nothing.
 */
public interface SeriesStore {

    /** Keeps nothing. */
    SeriesStore NONE = new SeriesStore() {
        @Override
        public Optional<Series> load(DeploymentId deployment) {
            return Optional.empty();
        }

        @Override
        public void save(DeploymentId deployment, Series series) {
            // As it says.
        }
    };

    /** What was kept last, maybe by a process before, and maybe long ago: see {@link Series#resumed}. */
    Optional<Series> load(DeploymentId deployment);

    /** Keeps it in the place of what was kept before. */
    void save(DeploymentId deployment, Series series);
}
