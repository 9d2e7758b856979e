package dev.baton.events;

import dev.baton.descriptor.Descriptor;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The deployer's intention to start green, with everything that it and all others need to know. The deployment begins
 * with this event.
 *
 * @param slot where green will run
 * @param slotPorts the application's ports of the slots a, b and c, the same for ever
 * @param slotHost the address on which the slots' ports are; the loopback address where empty; the same for ever
 * @param database the database that will be made for it, or that it shares
 * @param dataOf the deployment whose database it uses, for its data has the same version; empty where it has its own
 * @param retires the standby that gives up its slot for this deployment, if one must
 */
public record DeployAccepted(
        String version,
        Descriptor descriptor,
        Slot slot,
        List<Integer> slotPorts,
        Optional<String> slotHost,
        Optional<DatabaseLocation> database,
        Optional<DeploymentId> dataOf,
        Optional<DeploymentId> retires,
        String requestedBy,
        Instant requestedAt)
        implements LifecycleEvent {

    public DeployAccepted {
        slotPorts = List.copyOf(slotPorts);
        if (slotPorts.size() != Slot.values().length) {
            throw new IllegalArgumentException("slotPorts has a port for each of a, b and c");
        }
    }
}
