package dev.baton.deployer.domain;

import dev.baton.deployment.Application;
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
import dev.baton.events.RetireStarted;
import dev.baton.model.AdoptedInstance;
import java.time.Instant;
import java.util.Optional;

/** When an instance goes. What users reach, and the way back to it, never does. */
public final class Retirement {
    private Retirement() {}

    /**
     * Whether the instance of a deployment at this stage may be stopped and its database removed. Only once the
     * intention to do so has been read back from the log and counted: then no switch or rollback can reach it any more.
     */
    public static boolean mayStop(Stage stage) {
        return switch (stage) {
            case Retiring _, Retired _ -> true;
            case Starting _, Syncing _, Synced _, Verified _, Switching _, Probation _, Live _, Standby _, Failed _ ->
                false;
        };
    }

    /** What of an instance that was not started by Baton is still there when it is retired; empty where nothing is. */
    public static Optional<String> leaves(Deployment deployment) {
        return deployment.adopted().flatMap(instance -> switch (instance) {
            case AdoptedInstance.Container container ->
                Optional.of("its container " + container.name() + " is stopped and stays, for Baton did not make it");
            case AdoptedInstance.Process _ -> Optional.empty();
            case AdoptedInstance.Elsewhere _ ->
                Optional.of("what listens at " + deployment.address()
                        + " runs on: Baton knows its address alone and cannot stop it; somebody has to");
        });
    }

    /** The intention to retire the deployment, where that is due. */
    public static Optional<RetireStarted> due(Application application, Deployment deployment, Instant now) {
        return switch (deployment.stage()) {
            case Failed(String reason) ->
                Optional.of(new RetireStarted("the deployment failed: " + reason, Optional.empty()));
            case Standby standby -> dueStandby(application, deployment, standby, now);
            case Starting _, Syncing _, Synced _, Verified _, Switching _, Probation _, Live _, Retiring _, Retired _ ->
                Optional.empty();
        };
    }

    private static Optional<RetireStarted> dueStandby(
            Application application, Deployment deployment, Standby standby, Instant now) {
        // A pause keeps the way back open, too: nothing ends by itself while it lasts.
        if (!now.isBefore(standby.until()) && application.paused().isEmpty()) {
            return Optional.of(
                    new RetireStarted("its time as standby was over at " + standby.until(), Optional.empty()));
        }
        return application.deployments().stream()
                .filter(other -> other.stage() instanceof Starting)
                .filter(other -> other.retires().equals(Optional.of(deployment.id())))
                .findFirst()
                .map(other -> new RetireStarted(
                        "version %s needs its slot, and the descriptor lets a newer deployment end the hold"
                                .formatted(other.version()),
                        Optional.of(other.id())));
    }
}
