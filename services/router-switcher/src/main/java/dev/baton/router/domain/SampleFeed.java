package dev.baton.router.domain;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.util.List;
import java.util.Optional;

/** What is sampled of an application's deployments while somebody wants to know. */
public interface SampleFeed {

    /** Samples from now on. */
    Samples open(ApplicationName application);

    /**
     * How far a deployment is behind the tip.
     *
     * @param lag in blocks; empty where the height or the tip could not be read
     */
    record Sample(DeploymentId deployment, Optional<Long> lag) {}

    /** Not for several threads at once. */
    interface Samples extends AutoCloseable {

        /** Those that came since the last call, the oldest first; none where they cannot be read. */
        List<Sample> next();

        @Override
        void close();
    }
}
