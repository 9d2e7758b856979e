package dev.baton.router.domain;

import dev.baton.model.Address;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Connections as the system of the router sees them. */
public interface OpenConnections {

    /** The near ends of those that are open to each of these addresses; an address is left out where that cannot be known. */
    Map<Address, Set<Address>> to(Set<Address> addresses);

    /**
     * Closes single ones; others to the same address stay. One that has ended meanwhile is as good.
     *
     * @return why they are open still; empty where they are closed
     */
    Optional<String> close(Address far, Set<Address> nearEnds);
}
