package dev.baton.audit.adapter.http;

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
import dev.baton.descriptor.Database;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.time.Instant;
import java.util.Optional;

/**
 * A deployment in its role for an application.
 *
 * @param since when it came to its stage
 * @param until the end of its probation, or of its time as a standby
 * @param rolledBack of a standby: whether the traffic was taken from it because it disappointed
 * @param reason of a failed or retiring one: why
 * @param progress the newest sample, of the one in progress
 * @param verification how far the verification of its data is, while the one in progress waits for that
 * @param expiresAt when it is ended because nobody promotes it, once that is announced
 * @param dataOf the deployment whose database it uses; empty where it has its own, or none
 * @param dataVersion the version of its data; empty where its descriptor names none
 */
record RoleView(
        DeploymentId deployment,
        String version,
        Slot slot,
        String stage,
        Instant since,
        Optional<Instant> until,
        Optional<Boolean> rolledBack,
        Optional<String> reason,
        Optional<Deployment.Outcome> outcome,
        Optional<ProgressView> progress,
        Optional<VerificationView> verification,
        Optional<Instant> expiresAt,
        Optional<DeploymentId> dataOf,
        Optional<String> dataVersion) {

    static RoleView of(Deployment d) {
        return new RoleView(
                d.id(),
                d.version(),
                d.slot(),
                d.stage().name(),
                d.since(),
                endOf(d.stage()),
                d.stage() instanceof Standby standby ? Optional.of(standby.rolledBack()) : Optional.empty(),
                reasonOf(d.stage()),
                d.outcome(),
                Optional.empty(),
                Optional.empty(),
                d.expiresAt().filter(_ -> d.stage().isCandidate()),
                d.dataOf(),
                d.descriptor().database().flatMap(Database::dataVersion));
    }

    RoleView with(Optional<ProgressView> sample, Optional<VerificationView> verifying) {
        return new RoleView(
                deployment,
                version,
                slot,
                stage,
                since,
                until,
                rolledBack,
                reason,
                outcome,
                sample,
                verifying,
                expiresAt,
                dataOf,
                dataVersion);
    }

    static Optional<String> reasonOf(Stage stage) {
        return switch (stage) {
            case Failed failed -> Optional.of(failed.reason());
            case Retiring retiring -> Optional.of(retiring.reason());
            case Starting _, Syncing _, Synced _, Verified _, Switching _, Probation _, Live _, Standby _, Retired _ ->
                Optional.empty();
        };
    }

    private static Optional<Instant> endOf(Stage stage) {
        return switch (stage) {
            case Probation probation -> Optional.of(probation.until());
            case Standby standby -> Optional.of(standby.until());
            case Starting _, Syncing _, Synced _, Verified _, Switching _, Live _, Failed _, Retiring _, Retired _ ->
                Optional.empty();
        };
    }
}
