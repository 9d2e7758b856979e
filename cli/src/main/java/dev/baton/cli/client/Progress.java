package dev.baton.cli.client;

import dev.baton.model.EtaRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The newest sample of a deployment, as audit tells it.
 *
 * @param height the instance's height, in blocks
 * @param tip the source's height, in blocks
 * @param blocksPerSecond the instance's rate
 * @param eta how long until it reaches the tip
 * @param etaRange between what times it reaches the tip
 * @param unknown why something is missing
 */
public record Progress(
        String deployment,
        Instant sampledAt,
        Optional<Long> height,
        Optional<Long> tip,
        Optional<Double> blocksPerSecond,
        Optional<Duration> eta,
        Optional<EtaRange> etaRange,
        List<String> unknown) {
    public Progress {
        unknown = List.copyOf(unknown);
    }

    /** How many blocks it is behind the tip; 0 where it is ahead of what the tip said. */
    public Optional<Long> behind() {
        return tip.flatMap(source -> height.map(own -> Math.max(0, source - own)));
    }
}
