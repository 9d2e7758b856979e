package dev.baton.events;

import dev.baton.model.DeploymentId;
import dev.baton.model.Forced;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import java.time.Instant;
import java.util.Optional;

/**
 * The traffic is with this deployment, proven by requests through the router.
 *
 * @param from who served before, and is the standby now
 * @param probationUntil until when it is watched before it is confirmed
 */
public record Switched(
        Optional<DeploymentId> from,
        Slot slot,
        long epoch,
        SwitchProof proof,
        Instant probationUntil,
        Optional<Forced> forced)
        implements LifecycleEvent {}
