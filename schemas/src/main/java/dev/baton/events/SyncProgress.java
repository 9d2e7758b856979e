package dev.baton.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.baton.model.EtaRange;
import dev.baton.model.TipReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
 * @param etaRange between what times it reaches the tip
 * @param sources what each source of the tip told
 * @param tipHash the hash of the block at the tip, where the sources tell one
 */
public record SyncProgress(
        long sequence,
        Instant sampledAt,
        Optional<Long> height,
        Optional<Long> tip,
        Optional<Double> blocksPerSecond,
        Optional<Duration> eta,
        boolean healthy,
        List<String> unknown,
        Optional<EtaRange> etaRange,

        @JsonProperty("sources") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<TipReading> sources,

        Optional<String> tipHash)
        implements Event {

    public SyncProgress {
        unknown = List.copyOf(unknown);
        sources = List.copyOf(Objects.requireNonNullElse(sources, List.of()));
    }

    /** Of a sampler that tells no more than the heights. */
    public SyncProgress(
            long sequence,
            Instant sampledAt,
            Optional<Long> height,
            Optional<Long> tip,
            Optional<Double> blocksPerSecond,
            Optional<Duration> eta,
            boolean healthy,
            List<String> unknown) {
        this(
                sequence,
                sampledAt,
                height,
                tip,
                blocksPerSecond,
                eta,
                healthy,
                unknown,
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** Tip minus height, in blocks, where both are known; negative where the instance is ahead of what the tip said. */
    public Optional<Long> lag() {
        return tip.flatMap(t -> height.map(h -> t - h));
    }
}
