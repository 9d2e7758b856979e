package dev.baton.deployer.domain;

import dev.baton.model.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long instances have not answered their health check. It is forgotten with the deployer's process: a spell then counts
 * from the next check, so that an instance is never given up for what nobody watched.
 */
public final class SilentSpells {
    private final Map<DeploymentId, Instant> since = new ConcurrentHashMap<>();

    /** It answered. */
    public void answered(DeploymentId deployment) {
        since.remove(deployment);
    }

    /** It did not answer; how long that has been so. */
    public Duration silent(DeploymentId deployment, Instant now) {
        return Duration.between(since.computeIfAbsent(deployment, _ -> now), now);
    }
}
