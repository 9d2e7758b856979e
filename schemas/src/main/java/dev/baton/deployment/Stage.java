package dev.baton.deployment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.baton.events.SwitchStarted;
import dev.baton.model.DeploymentId;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Verification;
import java.time.Instant;
import java.util.Optional;

/** Where a deployment stands. What is due next follows from it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "stage")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Stage.Starting.class, name = "Starting"),
    @JsonSubTypes.Type(value = Stage.Syncing.class, name = "Syncing"),
    @JsonSubTypes.Type(value = Stage.Synced.class, name = "Synced"),
    @JsonSubTypes.Type(value = Stage.Verified.class, name = "Verified"),
    @JsonSubTypes.Type(value = Stage.Switching.class, name = "Switching"),
    @JsonSubTypes.Type(value = Stage.Probation.class, name = "Probation"),
    @JsonSubTypes.Type(value = Stage.Live.class, name = "Live"),
    @JsonSubTypes.Type(value = Stage.Standby.class, name = "Standby"),
    @JsonSubTypes.Type(value = Stage.Failed.class, name = "Failed"),
    @JsonSubTypes.Type(value = Stage.Retiring.class, name = "Retiring"),
    @JsonSubTypes.Type(value = Stage.Retired.class, name = "Retired")
})
public sealed interface Stage {

    /** The deployer is to start green. */
    record Starting() implements Stage {}

    /** Green runs and catches up. */
    record Syncing() implements Stage {}

    /**
     * Green has caught up; its data is to be verified.
     *
     * @param since when it was first proven, without a break since
     */
    record Synced(ReadinessCertificate certificate, Instant since) implements Stage {}

    /**
     * Green may serve, as long as both proofs are valid.
     *
     * @param since when readiness was first proven, without a break since
     * @param switchFailedAt when a switch to it last failed; a verification younger than that releases it again
     * @param verifiedSince when it was verified, without a break since: a failed switch is none, for the data stayed
     *     what it was; empty where an older version wrote this down
     */
    record Verified(
            ReadinessCertificate certificate,
            Verification verification,
            Instant since,
            Optional<Instant> switchFailedAt,
            Optional<Instant> verifiedSince)
            implements Stage {

        /** Whether readiness and data are both proven at that time. */
        public boolean provenAt(Instant now) {
            return !now.isAfter(certificate.validUntil()) && !now.isAfter(verification.validUntil());
        }
    }

    /**
     * The router-switcher is to move the traffic here.
     *
     * @param intention what it wrote down before
     * @param before where the deployment stood, and stands again if the switch fails
     */
    record Switching(SwitchStarted intention, Stage before) implements Stage {}

    /** It serves, and is watched. */
    record Probation(Instant until, long epoch, Optional<DeploymentId> standby) implements Stage {}

    /** It serves. */
    record Live(long epoch) implements Stage {}

    /**
     * It served before, runs on and can take over at once.
     *
     * @param until the end of its hold time
     * @param rolledBack whether the traffic was taken from it because it disappointed
     * @param certificate the newest proof of its readiness since, which a promotion needs
     * @param verification the newest proof of its data since, likewise
     */
    record Standby(
            Instant until,
            boolean rolledBack,
            Optional<ReadinessCertificate> certificate,
            Optional<Verification> verification)
            implements Stage {

        /** Whether readiness and data are both proven at that time. */
        public boolean provenAt(Instant now) {
            return certificate.filter(c -> !now.isAfter(c.validUntil())).isPresent()
                    && verification.filter(v -> !now.isAfter(v.validUntil())).isPresent();
        }
    }

    /** It will not serve; the deployer is to end and retire it. */
    record Failed(String reason) implements Stage {}

    /** The deployer is to stop its instance and remove its data. */
    record Retiring(String reason) implements Stage {}

    /** Nothing of it is left but its record. */
    record Retired() implements Stage {}

    /** The name that people read, e.g. {@code Syncing}. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Whether users' requests go there, or may from one moment to the next. */
    default boolean mayServe() {
        return switch (this) {
            case Switching _, Probation _, Live _ -> true;
            case Starting _, Syncing _, Synced _, Verified _, Standby _, Failed _, Retiring _, Retired _ -> false;
        };
    }

    /** Whether an instance is to run. */
    default boolean wantsInstance() {
        return switch (this) {
            case Starting _, Syncing _, Synced _, Verified _, Switching _, Probation _, Live _, Standby _ -> true;
            case Failed _, Retiring _, Retired _ -> false;
        };
    }

    /** Whether this deployment is on its way to its first switch, so that no other may begin. */
    default boolean inProgress() {
        return switch (this) {
            case Starting _, Syncing _, Synced _, Verified _, Probation _ -> true;
            case Switching switching -> switching.intention().kind() == SwitchStarted.Kind.PROMOTE;
            case Live _, Standby _, Failed _, Retiring _, Retired _ -> false;
        };
    }

    /** Whether it is on its way to its first switch, and no traffic has been moved to it. */
    default boolean isCandidate() {
        return switch (this) {
            case Starting _, Syncing _, Synced _, Verified _ -> true;
            case Switching _, Probation _, Live _, Standby _, Failed _, Retiring _, Retired _ -> false;
        };
    }

    /** Whether its slot is taken. */
    default boolean holdsSlot() {
        return !(this instanceof Retired);
    }
}
