package dev.baton.audit.adapter.http;

import dev.baton.audit.domain.chain.Place;
import dev.baton.audit.domain.trail.LatestProgress;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EtaRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The newest sample of a deployment. What could not be read is missing, and {@code unknown} says why.
 *
 * @param lag tip minus height, in blocks
 * @param etaRange between what times it reaches the tip
 * @param source where it was read
 */
record ProgressView(
        DeploymentId deployment,
        long sequence,
        Instant sampledAt,
        Optional<Long> height,
        Optional<Long> tip,
        Optional<Long> lag,
        Optional<Double> blocksPerSecond,
        Optional<Duration> eta,
        Optional<EtaRange> etaRange,
        boolean healthy,
        List<String> unknown,
        Place source) {

    static ProgressView of(DeploymentId deployment, LatestProgress latest) {
        var sample = latest.progress();
        return new ProgressView(
                deployment,
                sample.sequence(),
                sample.sampledAt(),
                sample.height(),
                sample.tip(),
                sample.lag(),
                sample.blocksPerSecond(),
                sample.eta(),
                sample.etaRange(),
                sample.healthy(),
                sample.unknown(),
                latest.source());
    }

    /** @param progress of each deployment that the application still knows, the newest deployment first */
    record OfApplication(ApplicationName application, List<ProgressView> progress) {}
}
