package dev.baton.deployer.domain;

import dev.baton.model.Address;
import java.util.Optional;

/** The TCP ports of this machine. */
public interface LocalPorts {

    /**
     * Who listens there, in words for a person; empty where the port is free, and where the address is not this
     * machine's own: then only whoever binds it can tell.
     */
    Optional<String> holder(Address address);
}
