package dev.baton.deployer.domain;

import dev.baton.model.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Where instances run. Every operation is idempotent by deployment id and outlives the deployer's own process. */
public interface InstanceHost {

    /** Starts the deployment's instance, or finds it running: two calls give one instance. */
    StartOutcome start(Launch launch);

    /** What the world says about the deployment's instance now. */
    Observation observe(DeploymentId deployment);

    /** The end of the instance's output, oldest line first, bounded in lines and in their length, secrets removed. */
    List<String> lastLogLines(DeploymentId deployment, Redaction redaction);

    /**
     * Stops all processes of the instance: asks them to end, and after the grace ends them. Stopping what does not run
     * succeeds.
     */
    StopOutcome stop(DeploymentId deployment, Duration grace);

    /** The deployments that have, or had, an instance here. */
    Set<DeploymentId> deployments();

    /** How a start went. */
    sealed interface StartOutcome {
        /** The instance runs; {@code found} when it ran already. */
        record Running(boolean found) implements StartOutcome {}

        /** The instance cannot be started; the reason says what to do. */
        record NotStarted(String reason) implements StartOutcome {}
    }

    /** The state of an instance. */
    sealed interface Observation {
        /** It runs since the given time, in the given run. */
        record Running(int run, Instant since) implements Observation {}

        /** It ended by itself, in a run that began at the given time; empty code: nobody was there to learn it. */
        record Exited(int run, Instant since, OptionalInt code) implements Observation {}

        /** It was ended from outside and is not to blame: the machine was restarted, or Baton was brought down. */
        record Interrupted() implements Observation {}

        /** It was never started here. */
        record Absent() implements Observation {}
    }

    /** How a stop went. */
    sealed interface StopOutcome {
        /** Nothing of the instance runs any more. */
        record Stopped() implements StopOutcome {}

        /** Processes survived even the kill, e.g. stuck in the kernel; try again later. */
        record StillRunning(List<Long> pids) implements StopOutcome {
            public StillRunning {
                pids = List.copyOf(pids);
            }
        }
    }
}
