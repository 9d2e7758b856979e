package dev.baton.deployer.domain;

import dev.baton.model.DeploymentId;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One instance that somebody else started. Baton watches it and, when it is retired, stops it. It never starts it: how
 * that was done is not known.
 */
public interface AdoptedInstanceHost extends InstanceHost {

    @Override
    default StartOutcome start(Launch launch) {
        return new StartOutcome.NotStarted(
                "Baton has adopted it and does not know how it is started: start it as it was started before");
    }

    /** Nothing: which of its words are secrets is not known either. */
    @Override
    default List<String> lastLogLines(DeploymentId deployment, Redaction redaction) {
        return List.of();
    }

    @Override
    default boolean hasPrinted(DeploymentId deployment, Pattern line) {
        return false;
    }

    @Override
    default Set<DeploymentId> deployments() {
        return Set.of();
    }
}
