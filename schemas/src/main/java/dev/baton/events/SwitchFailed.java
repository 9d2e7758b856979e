package dev.baton.events;

import dev.baton.model.DeploymentId;
import java.util.Optional;

/**
 * The traffic did not move; who served before serves on.
 *
 * @param epoch the number that the attempt had; it is not used again
 * @param serving who serves; empty where nobody did
 */
public record SwitchFailed(long epoch, String reason, Optional<DeploymentId> serving) implements LifecycleEvent {}
