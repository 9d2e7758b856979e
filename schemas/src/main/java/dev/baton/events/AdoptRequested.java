package dev.baton.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.Address;
import dev.baton.model.Slot;
import java.util.Optional;

/**
 * A person asks that an application which runs already, started by somebody else, be taken into Baton's care as the
 * version that serves. It is answered by {@link Adopted}, or by {@link RequestRejected} with every reason.
 *
 * @param version the version that runs
 * @param descriptor the descriptor with which later versions are deployed, as JSON
 * @param container the name or id of its container; empty where it is none
 * @param pid its process on the deployer's machine; empty where it is a container
 * @param address where it listens; needed where neither of the two is named, or where it listens in several places
 * @param slot the slot that it takes; a, or the one that has its port, where empty
 * @param database {@code postgresql://role@host:port/database}, without a password; the database in the address of the
 *     descriptor's server where empty
 */
public record AdoptRequested(
        String version,
        JsonNode descriptor,
        Optional<String> container,
        Optional<Long> pid,
        Optional<Address> address,
        Optional<Slot> slot,
        Optional<String> database,
        String requestedBy,
        Optional<String> reason)
        implements Request {}
