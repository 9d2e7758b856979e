package dev.baton.deployer.domain;

import java.util.Optional;

/** The TCP ports of this machine's loopback address. */
public interface LocalPorts {

    /** Who listens on the port, in words for a person; empty where it is free. */
    Optional<String> holder(int port);
}
