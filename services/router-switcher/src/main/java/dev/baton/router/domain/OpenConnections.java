package dev.baton.router.domain;

import dev.baton.model.Address;
import java.util.Map;
import java.util.Set;

/** Connections as the system of the router sees them. */
public interface OpenConnections {

    /** How many are open to each of these addresses; an address is left out where that cannot be known. */
    Map<Address, Integer> to(Set<Address> addresses);
}
