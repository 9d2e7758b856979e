package dev.baton.deployer.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.model.DeploymentId;
import java.util.Optional;

/** A new attempt with what an earlier one was made of: the same version, the same descriptor. */
public sealed interface Retry {

    /**
     * Ask for that deployment's version and descriptor once more.
     *
     * @param reason for the record
     */
    record Again(Deployment deployment, String reason) implements Retry {}

    /** There is nothing to try again, and why. */
    record Nothing(String reason) implements Retry {}

    /** The attempt that repeats the named deployment, or else the newest that failed. */
    static Retry of(Application application, Optional<DeploymentId> named, Optional<String> reason) {
        if (named.isPresent()) {
            return application
                    .deployment(named.get())
                    .map(deployment -> again(deployment, reason))
                    .orElseGet(() -> new Nothing("deployment %s of %s is not known; deploy the version anew"
                            .formatted(named.get(), application.name())));
        }
        return application.deployments().reversed().stream()
                .filter(Retry::hasFailed)
                .findFirst()
                .map(deployment -> again(deployment, reason))
                .orElseGet(() -> new Nothing(
                        "no deployment of %s has failed; name one to repeat it".formatted(application.name())));
    }

    private static Retry again(Deployment deployment, Optional<String> reason) {
        return new Again(
                deployment,
                "retry of " + deployment.id() + reason.map(text -> ": " + text).orElse(""));
    }

    private static boolean hasFailed(Deployment deployment) {
        return deployment.stage() instanceof Stage.Failed
                || deployment.outcome().equals(Optional.of(Deployment.Outcome.FAILED));
    }
}
