package dev.baton.syncmonitor.domain.verification;

import dev.baton.deployment.Deployment;
import java.util.Optional;

/** Knows where blocks can be read, from what descriptors say. Nothing is read yet. */
public interface Archives {

    /** The deployment's own blocks; empty where it has no database or its descriptor has no query for them. */
    Optional<BlockTable> blocks(Deployment deployment);

    /** The node that knows the deployment's chain; empty where the descriptor names none that tells blocks. */
    Optional<BlockSource> source(Deployment deployment);
}
