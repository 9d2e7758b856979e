package dev.baton.router.handler;

import dev.baton.deployment.Deployment;
import dev.baton.descriptor.RollbackPolicy;
import dev.baton.router.domain.LagRecord;
import dev.baton.router.domain.RequestRecord;
import dev.baton.router.domain.SampleFeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known of a version in probation besides the answers to its health checks. Not for several threads at once. */
final class Evidence implements AutoCloseable {

    /** How often its instance may end by itself. */
    private static final int MOST_EXITS = 2;

    private final RollbackPolicy policy;
    private final RequestRecord.Counting requests;
    private final Optional<SampleFeed.Samples> samples;
    private final QueryWatch queries;
    private final int exitsBefore;
    private Optional<LagRecord> lag;

    /**
     * @param deployment as it was when the watch began
     * @param samples where its lag is looked at
     */
    Evidence(
            Deployment deployment,
            RequestRecord.Counting requests,
            Optional<LagRecord> lag,
            Optional<SampleFeed.Samples> samples,
            QueryWatch queries) {
        this.policy = deployment.descriptor().rollback();
        this.requests = requests;
        this.lag = lag;
        this.samples = samples;
        this.queries = queries;
        this.exitsBefore = deployment.exits();
    }

    /** Why the version is to go back, with the numbers, by all that is known by now. */
    Optional<String> breach(Deployment deployment) {
        samples.ifPresent(feed -> feed.next().forEach(sample -> lag = lag.map(record -> record.with(sample))));
        return requests.look()
                .breach(policy.errorPercent())
                .or(() ->
                        policy.latencyFactor().flatMap(factor -> requests.pace().breach(factor)))
                .or(() -> exits(deployment))
                .or(() -> lag.flatMap(LagRecord::breach))
                .or(queries::breach);
    }

    /** What was to be looked at and could not be, so far. */
    List<String> unknown() {
        var unknown = new ArrayList<>(queries.unknown());
        lag.flatMap(LagRecord::unknown).ifPresent(unknown::add);
        policy.latencyFactor().flatMap(_ -> requests.pace().unknown()).ifPresent(unknown::add);
        return List.copyOf(unknown);
    }

    @Override
    public void close() {
        samples.ifPresent(SampleFeed.Samples::close);
        queries.close();
    }

    private Optional<String> exits(Deployment deployment) {
        var exits = deployment.exits() - exitsBefore;
        return exits > MOST_EXITS
                ? Optional.of("its instance ended by itself %d times since the switch; %d are allowed"
                        .formatted(exits, MOST_EXITS))
                : Optional.empty();
    }
}
