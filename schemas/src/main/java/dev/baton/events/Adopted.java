package dev.baton.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.baton.descriptor.Descriptor;
import dev.baton.model.Address;
import dev.baton.model.AdoptedInstance;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.Slot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What somebody else started is in Baton's care from now on, as the version that serves. It was found running and
 * healthy, and nothing about it was changed. Its users reach it as before, and through Baton's site as well.
 *
 * @param descriptor how later versions are run; of this one it says how to see its health, its height and its data
 * @param slot the slot that it holds
 * @param slotPorts the application's ports of the slots a, b and c, the same for ever
 * @param slotHost the address on which the slots' ports are; the loopback address where empty; the same for ever
 * @param address where it listens: its slot's address for as long as it holds the slot
 * @param container the container that it is; at most one of container and process is there, with neither it is known by
 *     its address alone
 * @param process the process that it is
 * @param database where its data is; Baton compares with it and never drops it
 * @param epoch the number of the route that leads to it; one more than the highest ever used
 */
public record Adopted(
        String version,
        Descriptor descriptor,
        Slot slot,
        List<Integer> slotPorts,
        Optional<String> slotHost,
        Address address,
        Optional<AdoptedInstance.Container> container,
        Optional<AdoptedInstance.Process> process,
        Optional<DatabaseLocation> database,
        long epoch,
        String requestedBy,
        Instant requestedAt)
        implements LifecycleEvent {

    public Adopted {
        slotPorts = List.copyOf(slotPorts);
        if (slotPorts.size() != Slot.values().length) {
            throw new IllegalArgumentException("slotPorts has a port for each of a, b and c");
        }
        if (container.isPresent() && process.isPresent()) {
            throw new IllegalArgumentException("what is adopted is a container or a process, not both");
        }
    }

    /** What was adopted. */
    @JsonIgnore
    public AdoptedInstance instance() {
        return container.<AdoptedInstance>map(it -> it).or(() -> process).orElseGet(AdoptedInstance.Elsewhere::new);
    }
}
