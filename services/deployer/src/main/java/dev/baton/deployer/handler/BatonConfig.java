package dev.baton.deployer.handler;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The deployer's settings; see application.properties for how each is set from outside. */
@ConfigMapping(prefix = "baton")
public interface BatonConfig {
    /** Baton's directory: instances and secrets are below it. */
    @WithDefault("${user.home}/.baton")
    Path dir();

    /** What all topics' names begin with. */
    @WithDefault("baton.")
    String topicPrefix();

    /**
     * The address at which slots' ports are published; the loopback address where empty. For a Baton in containers the
     * gateway of the network that NGINX and the services share.
     */
    Optional<String> slotHost();

    /** Marks what this Baton makes in a Docker engine, where several share one; the path of its directory where empty. */
    Optional<String> installation();

    /** The mark itself. */
    default String installationName() {
        return installation().orElseGet(() -> dir().toAbsolutePath().normalize().toString());
    }

    /** The engine that runs containers. */
    Docker docker();

    /** The ports of slots, where descriptors do not name them. */
    SlotPorts slotPorts();

    /** A range, below the one from which systems take the ports of outgoing connections (32768 upwards on Linux). */
    interface SlotPorts {
        /** The lowest. */
        @WithDefault("21000")
        int first();

        /** The highest. */
        @WithDefault("21999")
        int last();
    }

    /** Where containers run. It is not contacted before a descriptor asks for one. */
    interface Docker {
        /** The engine's address, e.g. unix:///var/run/docker.sock; as DOCKER_HOST says where empty. */
        Optional<String> host();
    }
}
