package dev.baton.router.domain;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;

/** What is to be done outside Kafka. Equal to itself when it is decided again, and harmless when it is done again. */
public sealed interface RouterEffect {

    ApplicationName application();

    /** Move the traffic to the deployment by the route of that epoch, prove it, or leave everything as it was. */
    record MoveTraffic(ApplicationName application, DeploymentId deployment, long epoch) implements RouterEffect {}

    /** Move this router's traffic as another one has, prove it, or leave it as it was; and say which. */
    record FollowRoute(ApplicationName application, DeploymentId deployment, long epoch) implements RouterEffect {}

    /** Ask the deployment for its health through the router until its probation is over or breached. */
    record WatchProbation(ApplicationName application, DeploymentId deployment, long epoch) implements RouterEffect {}
}
