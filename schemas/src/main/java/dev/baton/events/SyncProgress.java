package dev.baton.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One sample of an instance and of the tip. What could not be read is missing, and {@code unknown} says why.
 *
 * @param sequence counts the samples of one run of the sampler; grows
 * @param sampledAt when the sample was complete
 * @param height the instance's height, in blocks
 * @param tip the source's height, in blocks
 * @param blocksPerSecond the instance's rate over the sampler's window
 * @param eta how long until it reaches the tip at that rate
 * @param healthy whether the instance answered its health check
 * @param unknown why something is missing; empty where nothing is
 */
public record SyncProgress(
        long sequence,
        Instant sampledAt,
        Optional<Long> height,
        Optional<Long> tip,
        Optional<Double> blocksPerSecond,
        Optional<Duration> eta,
        boolean healthy,
        List<String> unknown)
        implements Event {

    public SyncProgress {
        unknown = List.copyOf(unknown);
    }

    /** Tip minus height, in blocks, where both are known; negative where the instance is ahead of what the tip said. */
    public Optional<Long> lag() {
        return tip.flatMap(t -> height.map(h -> t - h));
    }
}
