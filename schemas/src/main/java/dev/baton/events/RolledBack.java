package dev.baton.events;

import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;

/**
 * The traffic left this deployment and is with the standby again.
 *
 * @param restored who serves now
 * @param slot its slot
 * @param reason why, with the numbers where Baton decided it
 * @param automatic whether Baton decided it
 */
public record RolledBack(
        DeploymentId restored, Slot slot, long epoch, String reason, boolean automatic, SwitchProof proof)
        implements LifecycleEvent {}
