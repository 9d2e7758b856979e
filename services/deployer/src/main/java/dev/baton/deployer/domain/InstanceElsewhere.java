package dev.baton.deployer.domain;

import dev.baton.model.DeploymentId;
import java.time.Duration;
import java.time.Instant;

/** An instance that is known by its address alone: only its health can tell whether it runs. */
public final class InstanceElsewhere implements AdoptedInstanceHost {

    @Override
    public Observation observe(DeploymentId deployment) {
        return new Observation.Running(1, Instant.EPOCH);
    }

    /** Nothing can be stopped from here; a person has to, and {@link Retirement#leaves} says so. */
    @Override
    public StopOutcome stop(DeploymentId deployment, Duration grace) {
        return new StopOutcome.Stopped();
    }
}
