package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.baton.model.ApplicationName;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one application is run, watched, verified and routed. Written as YAML by a team, carried as JSON in
 * {@code DeployRequested}, and part of the deployment's record from then on.
 *
 * @param name the application
 * @param run how an instance is started and stopped
 * @param database the instance's database, a fresh one for each deployment; empty where it needs none
 * @param sync how to see that an instance has caught up
 * @param verify what to compare before it may serve
 * @param route where users reach the application
 * @param promotion who releases a verified deployment
 * @param probation how long the new version is watched after the switch before it is confirmed
 * @param standby what happens to the version before
 * @param rollback what sends the traffic back by itself during the probation
 * @param gates what a deployment that is proven ready waits for
 * @param whileBusy what becomes of a request for this version while another deployment is in progress
 */
public record Descriptor(
        ApplicationName name,
        Run run,
        Optional<Database> database,
        Sync sync,
        Optional<Verify> verify,
        Route route,
        Promotion promotion,
        Duration probation,
        StandbyPolicy standby,
        RollbackPolicy rollback,
        Gates gates,
        WhileBusy whileBusy) {

    public static final Duration DEFAULT_PROBATION = Duration.ofMinutes(5);

    public Descriptor {
        if (probation.isNegative()) {
            throw new IllegalArgumentException("probation is not negative");
        }
    }

    /** Reads what was written; what was left out takes its default. */
    @JsonCreator
    static Descriptor of(
            @JsonProperty(value = "name", required = true) ApplicationName name,
            @JsonProperty(value = "run", required = true) Run run,
            @JsonProperty("database") @Nullable Database database,
            @JsonProperty(value = "sync", required = true) Sync sync,
            @JsonProperty("verify") @Nullable Verify verify,
            @JsonProperty(value = "route", required = true) Route route,
            @JsonProperty("promotion") @Nullable Promotion promotion,
            @JsonProperty("probation") @Nullable Duration probation,
            @JsonProperty("standby") @Nullable StandbyPolicy standby,
            @JsonProperty("rollback") @Nullable RollbackPolicy rollback,
            @JsonProperty("gates") @Nullable Gates gates,
            @JsonProperty("whileBusy") @Nullable WhileBusy whileBusy) {
        return new Descriptor(
                name,
                run,
                Optional.ofNullable(database),
                sync,
                Optional.ofNullable(verify),
                route,
                Objects.requireNonNullElse(promotion, Promotion.AUTOMATIC),
                Objects.requireNonNullElse(probation, DEFAULT_PROBATION),
                Objects.requireNonNullElse(standby, StandbyPolicy.DEFAULT),
                Objects.requireNonNullElse(rollback, RollbackPolicy.DEFAULT),
                Objects.requireNonNullElse(gates, Gates.DEFAULT),
                Objects.requireNonNullElse(whileBusy, WhileBusy.REFUSE));
    }
}
