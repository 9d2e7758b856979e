package dev.baton.events;

import dev.baton.model.DeploymentId;
import java.util.Optional;

/**
 * The deployer's intention to stop this deployment's instance and remove its data. It acts once it has read this back.
 *
 * @param yieldsTo the newer deployment that needs the slot, where that ends the standby's time early
 */
public record RetireStarted(String reason, Optional<DeploymentId> yieldsTo) implements LifecycleEvent {}
