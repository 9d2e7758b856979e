package dev.baton.router.domain;

import dev.baton.model.DeploymentId;
import java.util.Optional;

/**
 * How far a deployment in probation has been behind the tip.
 *
 * @param bound how many blocks it may be behind
 * @param beyond how many samples in a row were beyond that; those that tell no lag do not count
 * @param lag of its last sample that told one
 * @param standbyLag likewise, of the standby
 */
public record LagRecord(
        DeploymentId deployment,
        Optional<DeploymentId> standby,
        long bound,
        int beyond,
        Optional<Long> lag,
        Optional<Long> standbyLag) {

    /** One sample proves nothing; so many in a row do. */
    public static final int MOST_BEYOND = 3;

    public static LagRecord begin(DeploymentId deployment, Optional<DeploymentId> standby, long bound) {
        return new LagRecord(deployment, standby, bound, 0, Optional.empty(), Optional.empty());
    }

    /** The record with one more sample, of whichever deployment. */
    public LagRecord with(SampleFeed.Sample sample) {
        if (sample.lag().isEmpty()) {
            return this;
        }
        var told = sample.lag();
        if (sample.deployment().equals(deployment)) {
            var more = told.get() > bound ? beyond + 1 : 0;
            return new LagRecord(deployment, standby, bound, more, told, standbyLag);
        }
        return standby.equals(Optional.of(sample.deployment()))
                ? new LagRecord(deployment, standby, bound, beyond, lag, told)
                : this;
    }

    /** Why it is to go back, with the numbers; empty too where the standby is known to be no better off. */
    public Optional<String> breach() {
        var behind = lag.filter(_ -> beyond >= MOST_BEYOND);
        if (behind.isEmpty()
                || standbyLag.filter(other -> other >= behind.get()).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                "%d samples in a row were more than %d blocks behind the tip, the last by %d; the standby is %s"
                        .formatted(
                                beyond,
                                bound,
                                behind.get(),
                                standbyLag.map(other -> other + " behind").orElse("not known to be behind")));
    }

    /** What could not be looked at. */
    public Optional<String> unknown() {
        return lag.isPresent() ? Optional.empty() : Optional.of("rollback.lag: no sample told how far it is behind");
    }
}
