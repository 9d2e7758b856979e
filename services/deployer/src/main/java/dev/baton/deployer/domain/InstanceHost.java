package dev.baton.deployer.domain;

import dev.baton.model.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Where instances run. Every operation is idempotent by deployment id and outlives the deployer's own process. */
public interface InstanceHost {

    /** Starts the deployment's instance, takes a step towards that, or finds it running: two calls give one instance. */
    StartOutcome start(Launch launch);

    /** What the world says about the deployment's instance now. */
    Observation observe(DeploymentId deployment);

    /** The end of the instance's output, oldest line first, bounded in lines and in their length, secrets removed. */
    List<String> lastLogLines(DeploymentId deployment, Redaction redaction);

    /**
     * Whether the run that is on has printed a line in which the pattern is found, as far as its output is kept. Looks only
     * at what was printed since it was last asked; false where the output cannot be read now.
     */
    boolean hasPrinted(DeploymentId deployment, Pattern line);

    /**
     * Stops all of the instance: asks it to end, and after the grace ends it; and removes what was made for it alone.
     * Stopping what does not run succeeds.
     */
    StopOutcome stop(DeploymentId deployment, Duration grace);

    /** The deployments that have, or had, an instance here. */
    Set<DeploymentId> deployments();

    /** How a start went. */
    sealed interface StartOutcome {
        /** The instance runs; {@code found} when it ran already. */
        record Running(boolean found) implements StartOutcome {}

        /** A part of it runs or is about to, since the given time; ask again. */
        record Underway(Instant since) implements StartOutcome {}

        /** The instance cannot be started; the reason says what to do. */
        record NotStarted(String reason) implements StartOutcome {}

        /** It cannot be started or asked for now. */
        record Unknown(String reason) implements StartOutcome {}
    }

    /** The state of an instance. */
    sealed interface Observation {
        /**
         * It runs since the given time, in the given run.
         *
         * @param lastExit how the run before ended, where that was not this deployer's doing
         * @param waitsFor what it says itself is missing until it can serve
         */
        record Running(int run, Instant since, Optional<Exit> lastExit, Optional<String> waitsFor)
                implements Observation {
            public Running(int run, Instant since) {
                this(run, since, Optional.empty(), Optional.empty());
            }
        }

        /** A part of it runs, in the given run, and other parts were not started yet. */
        record Incomplete(int run, Optional<Exit> lastExit) implements Observation {}

        /** It ended by itself, in a run that began at the given time. */
        record Exited(int run, Instant since, Exit exit) implements Observation {
            public Exited(int run, Instant since, OptionalInt code) {
                this(run, since, Exit.of(code));
            }
        }

        /** It was ended from outside and is not to blame: the machine was restarted, or Baton was brought down. */
        record Interrupted() implements Observation {}

        /** It was never started here. */
        record Absent() implements Observation {}

        /** It cannot be said now. */
        record Unknown(String reason) implements Observation {}
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

        /** It cannot be stopped now; the reason says why. Try again later. */
        record Unreachable(String reason) implements StopOutcome {}
    }
}
