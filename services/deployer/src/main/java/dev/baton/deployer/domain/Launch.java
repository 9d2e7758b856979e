package dev.baton.deployer.domain;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.util.Map;

/**
 * Everything an instance needs in order to run, its secrets resolved. Lives only between the resolution of the secrets
 * and the start of the instance, and is never written down.
 *
 * @param deployment the deployment that the instance belongs to: one instance per deployment
 * @param run which start of this deployment it is, counted from 1: one more than the exits on record
 * @param program what runs
 * @param environment the variables of all of it, secrets included
 * @param redaction hides those secrets in its output
 */
public record Launch(
        ApplicationName application,
        DeploymentId deployment,
        String version,
        int run,
        Program program,
        Map<String, String> environment,
        Redaction redaction) {
    public Launch {
        if (run < 1) {
            throw new IllegalArgumentException("runs count from 1");
        }
        environment = Map.copyOf(environment);
    }

    /** Without the values of the environment: some are secrets. */
    @Override
    public String toString() {
        return "Launch[" + deployment + ", " + program + ", " + environment.keySet() + "]";
    }
}
