package dev.baton.deployer.domain;

import dev.baton.model.DeploymentId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything an instance needs in order to run, its secrets resolved. Lives only between the resolution of the secrets
 * and the start of the process, and is never written down.
 *
 * @param deployment the deployment that the instance belongs to: one instance per deployment
 * @param run which start of this deployment it is, counted from 1: one more than the exits on record
 * @param command the program and its arguments; carries no secret
 * @param directory where it runs; empty for a directory of its own
 * @param port where it is to listen on the loopback address; nobody else may
 * @param environment its variables, secrets included
 * @param redaction hides those secrets in its output
 */
public record Launch(
        DeploymentId deployment,
        int run,
        List<String> command,
        Optional<String> directory,
        int port,
        Map<String, String> environment,
        Redaction redaction) {
    public Launch {
        if (command.isEmpty() || command.getFirst().isBlank()) {
            throw new IllegalArgumentException("a command needs at least the program");
        }
        if (run < 1) {
            throw new IllegalArgumentException("runs count from 1");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Without the values of the environment: some are secrets. */
    @Override
    public String toString() {
        return "Launch[" + deployment + ", " + command + ", " + directory + ", " + environment.keySet() + "]";
    }
}
