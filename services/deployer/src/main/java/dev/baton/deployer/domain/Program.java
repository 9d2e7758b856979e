package dev.baton.deployer.domain;

import dev.baton.model.Address;
import dev.baton.model.DeploymentId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What runs for an instance. */
public sealed interface Program {

    /**
     * A program of this machine.
     *
     * @param command the program and its arguments; carries no secret
     * @param directory where it runs; empty for a directory of its own
     * @param port where it is to listen on the loopback address; nobody else may
     */
    record Command(List<String> command, Optional<String> directory, int port) implements Program {
        public Command {
            if (command.isEmpty() || command.getFirst().isBlank()) {
                throw new IllegalArgumentException("a command needs at least the program");
            }
            command = List.copyOf(command);
        }
    }

    /**
     * Containers, each to be started when the one before it is healthy or, where that one runs once, has ended with 0.
     *
     * @param containers in their order
     * @param networks networks that exist and that all of them are attached to as well
     * @param dataOf the deployment whose database they use, where it is another one's
     * @param published where the serving container's port is to be reached
     * @param startTimeout how long one may take to become healthy, unless it says otherwise itself
     * @param stopGrace how long one may take to stop after the polite signal
     */
    record Containers(
            List<ContainerLaunch> containers,
            List<String> networks,
            Optional<DeploymentId> dataOf,
            Address published,
            Duration startTimeout,
            Duration stopGrace)
            implements Program {
        public Containers {
            containers = List.copyOf(containers);
            networks = List.copyOf(networks);
        }
    }
}
