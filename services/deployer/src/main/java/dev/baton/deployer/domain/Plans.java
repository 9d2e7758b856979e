package dev.baton.deployer.domain;

import dev.baton.events.DeployRequested;
import dev.baton.model.ApplicationName;
import java.util.Optional;

/** Answers what a deployment would do. Changes nothing. */
public interface Plans {

    /** The plan of such a request, as things stand; empty while the log is being read, so that nothing can be said. */
    Optional<Plan> plan(ApplicationName application, DeployRequested request);
}
