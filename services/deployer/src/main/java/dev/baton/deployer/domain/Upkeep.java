package dev.baton.deployer.domain;

import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.deployment.Stage.Failed;
import dev.baton.deployment.Stage.Live;
import dev.baton.deployment.Stage.Probation;
import dev.baton.deployment.Stage.Retired;
import dev.baton.deployment.Stage.Retiring;
import dev.baton.deployment.Stage.Standby;
import dev.baton.deployment.Stage.Starting;
import dev.baton.deployment.Stage.Switching;
import dev.baton.deployment.Stage.Synced;
import dev.baton.deployment.Stage.Syncing;
import dev.baton.deployment.Stage.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** What an instance needs, from what is on record about it and what the world shows. */
public final class Upkeep {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private Upkeep() {}

    /** What is to be done. */
    public sealed interface Care {
        /** It runs as it should. */
        record Nothing() implements Care {}

        /** It runs; whether it can serve is not known yet. */
        record AskHealth(Instant runningSince, Optional<String> waitsFor) implements Care {}

        /** It runs, and is to become a version that serves: does it still answer? */
        record CheckHealth() implements Care {}

        /** It is to be started. */
        record Start() implements Care {}

        /** It is to be started, but not so soon after the last start. */
        record Pause(Duration left) implements Care {}

        /** It ended and is to be started again: that is put on record first. */
        record ReportExit(OptionalInt code, int exits) implements Care {}

        /** It ends too often to become a version that serves. */
        record GiveUp(String cause, OptionalInt code) implements Care {}

        /** Nothing can be said of it, so nothing is done to it. */
        record Wait(String reason) implements Care {}
    }

    /**
     * What the deployment's instance needs. A candidate may end as often as its descriptor tolerates; what serves, or
     * served and may again, is brought back for ever.
     */
    public static Care of(Deployment deployment, Observation observed, Instant now) {
        if (!deployment.stage().wantsInstance()) {
            return new Care.Nothing();
        }
        return switch (observed) {
            case Observation.Running(int run, Instant since, Optional<Exit> last, Optional<String> waitsFor) -> {
                if (run - 1 > deployment.exits()) {
                    yield reported(deployment, run - 1, last.orElseGet(() -> Exit.of(OptionalInt.empty())));
                }
                if (deployment.stage() instanceof Starting) {
                    yield new Care.AskHealth(since, waitsFor);
                }
                yield isCandidate(deployment.stage()) ? new Care.CheckHealth() : new Care.Nothing();
            }
            case Observation.Incomplete(int run, Optional<Exit> last) ->
                run - 1 > deployment.exits()
                        ? reported(deployment, run - 1, last.orElseGet(() -> Exit.of(OptionalInt.empty())))
                        : new Care.Start();
            case Observation.Absent _, Observation.Interrupted _ -> new Care.Start();
            case Observation.Exited(int run, Instant since, Exit exit) -> {
                if (run > deployment.exits()) {
                    yield reported(deployment, run, exit);
                }
                // Baton did not start it and does not know how: whoever did starts it again.
                yield deployment.adopted().isPresent() ? new Care.Nothing() : startAgain(deployment, since, now);
            }
            case Observation.Unknown(String reason) -> new Care.Wait(reason);
        };
    }

    /** Whether the deployment ends when its instance cannot run: it has not served yet. */
    public static boolean isCandidate(Stage stage) {
        return switch (stage) {
            case Starting _, Syncing _, Synced _, Verified _ -> true;
            case Switching _, Probation _, Live _, Standby _, Failed _, Retiring _, Retired _ -> false;
        };
    }

    /** Which start of the deployment the next one is. */
    public static int nextRun(Deployment deployment) {
        return deployment.exits() + 1;
    }

    private static Care reported(Deployment deployment, int ended, Exit exit) {
        int tolerated = deployment.descriptor().run().restarts();
        if (!isCandidate(deployment.stage()) || ended <= tolerated && !exit.hopeless()) {
            return new Care.ReportExit(exit.code(), ended);
        }
        return new Care.GiveUp(
                exit.hopeless()
                        ? "%s, which runs once, ended %s: see its last lines".formatted(exit.who(), exit.how())
                        : "%s ended by itself %s, the last time %s; run.restarts tolerates %d: see its last lines"
                                .formatted(exit.who(), times(ended), exit.how(), tolerated),
                exit.code());
    }

    /** Doubles with every exit, counted from the last start: what ran for long comes back at once. */
    private static Care startAgain(Deployment deployment, Instant lastStart, Instant now) {
        int doublings = Math.min(deployment.exits() - 1, 6);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        Instant due = lastStart.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        return now.isBefore(due) ? new Care.Pause(Duration.between(now, due)) : new Care.Start();
    }

    private static String times(int run) {
        return run == 1 ? "once" : run + " times";
    }
}
