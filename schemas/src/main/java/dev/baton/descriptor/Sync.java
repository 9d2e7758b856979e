package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * How to see that an instance has caught up.
 *
 * @param height where the instance's height is read
 * @param tip where the source's height is read; with several the median counts
 * @param tolerance how many blocks behind the tip still count as caught up
 * @param stableFor how long it must hold without a break
 * @param interval how often heights are sampled near the tip
 * @param stallAfter how long the height may stand still before the deployment has failed
 * @param deadline how long the whole catching up may take
 * @param lease how long a proof of readiness or of verified data counts
 * @param blockInterval how often the source makes a block; learned where empty, but never as less than 200 ms
 * @param log a pattern (java.util.regex) that a line of the instance's output must have matched, as one condition more;
 *     none where empty
 * @param milestones the points on the way that are told
 */
public record Sync(
        Source height,
        List<Source> tip,
        long tolerance,
        Duration stableFor,
        Duration interval,
        Duration stallAfter,
        Duration deadline,
        Duration lease,
        Optional<Duration> blockInterval,
        Optional<String> log,
        Milestones milestones) {

    public static final long DEFAULT_TOLERANCE = 2;
    public static final Duration DEFAULT_STABLE_FOR = Duration.ofSeconds(30);
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);
    public static final Duration DEFAULT_STALL_AFTER = Duration.ofMinutes(10);
    public static final Duration DEFAULT_DEADLINE = Duration.ofHours(48);
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(60);

    public Sync {
        tip = List.copyOf(tip);
        if (tip.isEmpty()) {
            throw new IllegalArgumentException("sync.tip names at least one source");
        }
        log.ifPresent(Sync::checkPattern);
        if (tolerance < 0 || stableFor.isNegative()) {
            throw new IllegalArgumentException("sync.tolerance and sync.stableFor are not negative");
        }
        for (var positive : List.of(interval, stallAfter, deadline, lease, blockInterval.orElse(interval))) {
            if (positive.isNegative() || positive.isZero()) {
                throw new IllegalArgumentException("sync.interval, sync.stallAfter, sync.deadline, sync.lease and"
                        + " sync.blockInterval are longer than nothing");
            }
        }
    }

    @JsonCreator
    static Sync of(
            @JsonProperty(value = "height", required = true) Source height,
            @JsonProperty(value = "tip", required = true) List<Source> tip,
            @JsonProperty("tolerance") @Nullable Long tolerance,
            @JsonProperty("stableFor") @Nullable Duration stableFor,
            @JsonProperty("interval") @Nullable Duration interval,
            @JsonProperty("stallAfter") @Nullable Duration stallAfter,
            @JsonProperty("deadline") @Nullable Duration deadline,
            @JsonProperty("lease") @Nullable Duration lease,
            @JsonProperty("blockInterval") @Nullable Duration blockInterval,
            @JsonProperty("log") @Nullable String log,
            @JsonProperty("milestones") @Nullable Milestones milestones) {
        return new Sync(
                height,
                tip,
                Objects.requireNonNullElse(tolerance, DEFAULT_TOLERANCE),
                Objects.requireNonNullElse(stableFor, DEFAULT_STABLE_FOR),
                Objects.requireNonNullElse(interval, DEFAULT_INTERVAL),
                Objects.requireNonNullElse(stallAfter, DEFAULT_STALL_AFTER),
                Objects.requireNonNullElse(deadline, DEFAULT_DEADLINE),
                Objects.requireNonNullElse(lease, DEFAULT_LEASE),
                Optional.ofNullable(blockInterval),
                Optional.ofNullable(log),
                Objects.requireNonNullElse(milestones, Milestones.DEFAULT));
    }

    private static void checkPattern(String log) {
        try {
            Pattern.compile(log);
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException("sync.log is a regular expression: " + malformed.getDescription());
        }
    }
}
