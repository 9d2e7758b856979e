package dev.baton.syncmonitor.domain;

import dev.baton.descriptor.Source;
import dev.baton.descriptor.Sync;
import dev.baton.descriptor.Verify;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The bounds within which a deployment is ready, as its descriptor sets them; times beyond ten years count as ten years,
 * and an interval below 50 ms as 50 ms, so that no arithmetic overflows and no source is flooded.
 *
 * @param tolerance how many blocks behind the tip still count as caught up
 * @param stableFor how long it must hold without a break
 * @param interval how often heights are sampled near the tip
 * @param stallAfter how long the instance's height, or the tip, may stand still
 * @param deadline how long catching up may take
 * @param lease how long a proof counts
 * @param growing whether what is followed grows by itself, as a chain does: then a tip that was never seen to advance
 *     proves nothing
 * @param blockInterval how often what is followed makes a block; learned where empty
 * @param log the regular expression that a line of the instance's output must have matched; none where empty
 * @param longestPause the longest time between two looks where each costs something; empty where they cost nothing
 */
public record Terms(
        long tolerance,
        Duration stableFor,
        Duration interval,
        Duration stallAfter,
        Duration deadline,
        Duration lease,
        boolean growing,
        Optional<Duration> blockInterval,
        Optional<String> log,
        Optional<Duration> longestPause) {

    private static final int MISSED_LOOKS = 3;
    private static final Duration SLOW_LOOK = Duration.ofSeconds(5);

    /** Far from the tip, and while nothing answers, looks are that many times rarer. */
    private static final int SLOWEST = 10;

    private static final int LOOKS_PER_STALL = 4;
    private static final Duration SHORTEST_FRUGAL_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_FRUGAL_PAUSE = Duration.ofMinutes(5);

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofDays(3_650);

    public Terms {
        stableFor = atMostLongest(stableFor);
        interval = atMostLongest(interval.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : interval);
        stallAfter = atMostLongest(stallAfter);
        deadline = atMostLongest(deadline);
        lease = atMostLongest(lease);
        blockInterval = blockInterval.map(Terms::atMostLongest);
        longestPause = longestPause.map(Terms::atMostLongest);
    }

    /** Of looks that cost nothing. */
    public Terms(
            long tolerance,
            Duration stableFor,
            Duration interval,
            Duration stallAfter,
            Duration deadline,
            Duration lease,
            boolean growing,
            Optional<Duration> blockInterval,
            Optional<String> log) {
        this(
                tolerance,
                stableFor,
                interval,
                stallAfter,
                deadline,
                lease,
                growing,
                blockInterval,
                log,
                Optional.empty());
    }

    /** Without a line of the output that is awaited. */
    public Terms(
            long tolerance,
            Duration stableFor,
            Duration interval,
            Duration stallAfter,
            Duration deadline,
            Duration lease,
            boolean growing,
            Optional<Duration> blockInterval) {
        this(tolerance, stableFor, interval, stallAfter, deadline, lease, growing, blockInterval, Optional.empty());
    }

    /** Of something that may stand still. */
    public Terms(
            long tolerance,
            Duration stableFor,
            Duration interval,
            Duration stallAfter,
            Duration deadline,
            Duration lease) {
        this(tolerance, stableFor, interval, stallAfter, deadline, lease, false, Optional.empty());
    }

    /**
     * As the descriptor sets them; a node of a chain grows by itself, other sources may not. What has nothing to catch up
     * with stands still for ever.
     */
    public static Terms of(Sync sync) {
        return new Terms(
                sync.tolerance(),
                sync.stableFor(),
                sync.interval(),
                sync.height() instanceof Source.Health ? LONGEST : sync.stallAfter(),
                sync.deadline(),
                sync.lease(),
                sync.tip().stream().anyMatch(Verify::knowsBlocks),
                sync.blockInterval(),
                sync.log(),
                isMetered(sync) ? Optional.of(frugalPause(sync.stallAfter())) : Optional.empty());
    }

    /** Whether it may stand still for ever, so that neither the age of its tip nor a pause of its height says anything. */
    public boolean mayStandStill() {
        return stallAfter.equals(LONGEST);
    }

    private static boolean isMetered(Sync sync) {
        return Stream.concat(Stream.of(sync.height()), sync.tip().stream())
                .anyMatch(source ->
                        source instanceof Source.Evm evm && evm.budget().isPresent());
    }

    /** As long as {@code Frugality} waits at most, whose looks notice a stall in time. */
    private static Duration frugalPause(Duration stallAfter) {
        var longest = shorter(LONGEST_FRUGAL_PAUSE, stallAfter.dividedBy(LOOKS_PER_STALL));
        return longer(SHORTEST_FRUGAL_PAUSE, longest);
    }

    /**
     * How old a sample may be, and how far apart two samples, before what lies between is unknown: three intervals and
     * the time that a slow answer takes.
     */
    public Duration patience() {
        return interval.multipliedBy(MISSED_LOOKS).plus(SLOW_LOOK);
    }

    /**
     * How long no sample may come before it is said that none does: the longest pause that a sampler makes, and the time
     * that three slow answers take.
     */
    public Duration silence() {
        var usual = interval.multipliedBy(SLOWEST);
        return longestPause.map(pause -> longer(pause, usual)).orElse(usual).plus(SLOW_LOOK.multipliedBy(MISSED_LOOKS));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration atMostLongest(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    }
}
