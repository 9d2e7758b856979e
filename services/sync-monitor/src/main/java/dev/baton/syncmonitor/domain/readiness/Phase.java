package dev.baton.syncmonitor.domain.readiness;

import dev.baton.deployment.Stage;
import java.util.Optional;

/** Why a deployment's readiness is watched. */
public enum Phase {
    /** It catches up: proves its readiness, or stalls. */
    SYNCING,
    /** It was ready and its data is being verified: the proof is kept fresh. */
    SYNCED,
    /** It waits for the switch: the proof is kept fresh, for as long as it takes. */
    VERIFIED,
    /** It was rolled back and is warm: it proves its readiness so that it can be promoted again. */
    STANDBY;

    /** The phase of a deployment at that stage; empty where its readiness is of no interest. */
    public static Optional<Phase> of(Stage stage) {
        return switch (stage) {
            case Stage.Syncing _ -> Optional.of(SYNCING);
            case Stage.Synced _ -> Optional.of(SYNCED);
            case Stage.Verified _ -> Optional.of(VERIFIED);
            case Stage.Standby standby -> standby.rolledBack() ? Optional.of(STANDBY) : Optional.empty();
            case Stage.Starting _,
                    Stage.Switching _,
                    Stage.Probation _,
                    Stage.Live _,
                    Stage.Failed _,
                    Stage.Retiring _,
                    Stage.Retired _ -> Optional.empty();
        };
    }

    /** Whether the deployment's deadline runs. */
    boolean hasDeadline() {
        return switch (this) {
            case SYNCING, SYNCED -> true;
            case VERIFIED, STANDBY -> false;
        };
    }
}
