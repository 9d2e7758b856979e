package dev.baton.syncmonitor.domain.verification;

import dev.baton.deployment.Deployment;
import dev.baton.descriptor.VerifiedTable;
import java.util.Optional;

/** Knows where blocks, rows and answers can be read, from what descriptors say. Nothing is read yet. */
public interface Archives {

    /** The deployment's own blocks; empty where it has no database or its descriptor has no query for them. */
    Optional<BlockTable> blocks(Deployment deployment);

    /** The node that knows the deployment's chain; empty where the descriptor names none that tells blocks. */
    Optional<BlockSource> source(Deployment deployment);

    /** The rows that a query on the deployment's own database tells; empty where it has none. The caller closes it. */
    Optional<RowTable> rows(Deployment deployment, VerifiedTable table);

    /** What the deployment's instance answers. */
    Answers answers(Deployment deployment);
}
