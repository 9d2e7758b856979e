package dev.baton.syncmonitor.domain.readiness;

import dev.baton.events.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the samples of a deployment have shown so far.
 *
 * @param last the last sample that was taken in
 * @param highest the highest height, in blocks
 * @param tip the highest tip, in blocks
 * @param tipAdvancedAt when it became that
 * @param progressAt when the height last grew, or stood at the tip
 * @param overtakenAt since when the tip has been above the height without the height growing; empty where it is not
 */
public record Sightings(
        Optional<Seen> last,
        Optional<Long> highest,
        Optional<Long> tip,
        Instant tipAdvancedAt,
        Instant progressAt,
        Optional<Instant> overtakenAt) {

    /** What of a sample the next one is compared with. */
    public record Seen(long sequence, Instant at, Optional<Long> height, Optional<Long> tip) {}

    /** Nothing was seen yet. */
    public static Sightings none(Instant now) {
        return new Sightings(Optional.empty(), Optional.empty(), Optional.empty(), now, now, Optional.empty());
    }

    /** With one more sample. */
    Sightings with(SyncProgress sample, boolean atTip, Duration patience) {
        return new Sightings(
                Optional.of(new Seen(sample.sequence(), sample.sampledAt(), sample.height(), sample.tip())),
                highest(highest, sample.height()),
                tipWith(sample),
                tipAdvancedAt(sample),
                grew(sample) || atTip ? sample.sampledAt() : progressAt,
                overtakenAt(sample, patience));
    }

    /** The same as if the instance had made progress at that time. */
    Sightings progressedAt(Instant time) {
        return new Sightings(last, highest, tip, tipAdvancedAt, time, overtakenAt);
    }

    /**
     * Since when the tip has been above the height without the height growing, this sample's included. Where something may
     * have been missed since the last sample, or a clock jumped, nothing is known of the time in between.
     */
    Optional<Instant> overtakenAt(SyncProgress sample, Duration patience) {
        var lag = sample.lag();
        if (grew(sample) || lag.isPresent() && lag.get() <= 0) {
            return Optional.empty();
        }
        var known = overtakenAt.filter(_ -> leadTo(sample, patience));
        return lag.isEmpty() || known.isPresent() ? known : Optional.of(sample.sampledAt());
    }

    private boolean grew(SyncProgress sample) {
        return sample.height().isPresent()
                && (highest.isEmpty() || sample.height().get() > highest.get());
    }

    /** The highest tip with this sample's, in blocks. */
    Optional<Long> tipWith(SyncProgress sample) {
        return highest(tip, sample.tip());
    }

    private static Optional<Long> highest(Optional<Long> one, Optional<Long> other) {
        return one.isPresent() && (other.isEmpty() || one.get() >= other.get()) ? one : other;
    }

    /** When the tip last advanced, this sample's included. A clock that went back leaves no time in the future. */
    Instant tipAdvancedAt(SyncProgress sample) {
        var advances = sample.tip().filter(t -> tip.isEmpty() || t > tip.get()).isPresent();
        return advances || sample.sampledAt().isBefore(tipAdvancedAt) ? sample.sampledAt() : tipAdvancedAt;
    }

    /** The height of the last sample where this one's is lower. */
    Optional<Long> fellFrom(SyncProgress sample) {
        return last.flatMap(Seen::height)
                .filter(before -> sample.height().filter(h -> h < before).isPresent());
    }

    /**
     * Whether the sample was taken in already, or a later one was. A sampler that starts again counts from one, so a
     * lower number is news when its time is later. A last sample from the future means that the clock went back: then
     * anything is news.
     */
    boolean includes(SyncProgress sample, Instant now, Duration patience) {
        return last.filter(seen -> !seen.at().isAfter(now.plus(patience)))
                .filter(seen -> sample.sequence() <= seen.sequence())
                .filter(seen -> !sample.sampledAt().isAfter(seen.at()))
                .isPresent();
    }

    /** Whether a later sample was taken in, of another run of the sampler perhaps. */
    boolean passed(SyncProgress sample, Instant now, Duration patience) {
        return last.filter(seen -> !seen.at().isAfter(now.plus(patience)))
                .filter(seen -> sample.sampledAt().isBefore(seen.at()))
                .isPresent();
    }

    /** Whether nothing can have been missed between the last sample and this one. */
    boolean leadTo(SyncProgress sample, Duration patience) {
        return last.filter(seen -> sample.sequence() > seen.sequence())
                .filter(seen -> sample.sampledAt().isAfter(seen.at()))
                .filter(seen -> Duration.between(seen.at(), sample.sampledAt()).compareTo(patience) <= 0)
                .isPresent();
    }
}
