package dev.baton.events;

import dev.baton.model.DeploymentId;
import dev.baton.model.Forced;
import dev.baton.model.Slot;
import java.util.Optional;

/**
 * The router-switcher's intention to move the traffic to this deployment. It acts once it has read this back.
 *
 * @param from who serves now; empty for an application's first version
 * @param epoch the number that the route will have; one more than the highest ever used
 * @param forced who promoted without proof, and why
 */
public record SwitchStarted(
        Kind kind,
        Optional<DeploymentId> from,
        Slot slot,
        long epoch,
        String requestedBy,
        String reason,
        Optional<Forced> forced)
        implements LifecycleEvent {

    /** Forward to a candidate, or back to the standby. */
    public enum Kind {
        PROMOTE,
        ROLLBACK
    }
}
