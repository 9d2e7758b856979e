package dev.baton.syncmonitor.domain.sampling;

import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one tip source.
 *
 * @param name for a person to read
 * @param highest the highest that it told, in blocks
 * @param told what it told last
 * @param readAt when it last told a height
 * @param advancedAt when it was last seen to tell more than ever; empty where it was not, since the clock went back, or
 *     since it told something that cannot be
 * @param freshAt the earliest time at which what it tells can have been the newest; not after {@code advancedAt}
 * @param hurries whether it rose too fast the last time that it rose
 * @param pace how it advances
 */
record TipSource(
        String name,
        long highest,
        long told,
        Instant readAt,
        Optional<Instant> advancedAt,
        Optional<Instant> freshAt,
        boolean hurries,
        Pace pace) {

    /** A chain is late after that many of its block intervals: then it pauses, or the source has stopped. */
    private static final int LATE = 3;

    /** A source that advances that many times faster than its chain is catching up itself. */
    private static final int HURRY = 2;

    private static final long MANY = 1_000_000;
    private static final long LONGEST_MILLIS = Duration.ofDays(1).toMillis();

    /** The source after its first answer, or after one that begins anew. */
    static TipSource first(String name, long height, Instant at, Terms terms) {
        return new TipSource(
                name, height, height, at, Optional.empty(), Optional.empty(), false, Pace.of(terms.blockInterval()));
    }

    /**
     * With one more answer. A clock that went back says nothing about ages any more. Between two looks that are far apart
     * it may have stopped long before the second one, so its blocks are counted from the first. How long a jump took, and
     * the step after it, says nothing about its pace.
     *
     * @param shared the usual time from block to block of all sources together
     */
    TipSource with(long height, Instant at, Optional<Duration> shared) {
        if (at.isBefore(readAt)) {
            return new TipSource(
                    name, Math.max(highest, height), height, at, Optional.empty(), Optional.empty(), false, pace);
        }
        if (height <= highest) {
            return new TipSource(name, highest, height, at, advancedAt, freshAt, hurries, pace);
        }
        var hurried = isHurried(height, at, shared);
        var blocks = height - highest;
        var learned = !hurried && !hurries && advancedAt.isPresent()
                ? pace.with(Duration.between(advancedAt.get(), at).toMillis(), blocks)
                : pace;
        return new TipSource(
                name,
                height,
                height,
                at,
                Optional.of(at),
                Optional.of(newest(blocks, at, learned.interval(shared))),
                hurried,
                learned);
    }

    /** The earliest time at which the last of the blocks that came since the last answer can have been the newest. */
    private Instant newest(long blocks, Instant at, Optional<Duration> interval) {
        return interval.map(
                        each -> readAt.plusMillis(Math.min(LONGEST_MILLIS, each.toMillis() * Math.min(blocks, MANY))))
                .filter(earliest -> earliest.isBefore(at))
                .orElse(at);
    }

    /** As if it had begun with what it told last; what it told before is no measure of it any more. */
    TipSource anew(Terms terms) {
        return first(name, highest, readAt, terms);
    }

    /** How long it has not told more than before. */
    Optional<Duration> age(Instant at) {
        return freshAt.map(since -> Duration.between(since, at));
    }

    /** Whether that height is so much higher than the last answer that the source cannot have kept up in between. */
    boolean isHurried(long height, Instant at, Optional<Duration> shared) {
        return isBeyond(height - highest, at, pace.interval(shared));
    }

    private boolean isBeyond(long blocks, Instant at, Optional<Duration> interval) {
        return interval.filter(usual -> {
                    var elapsed = Math.max(0, Duration.between(readAt, at).toMillis());
                    return blocks > HURRY + HURRY * (double) elapsed / usual.toMillis();
                })
                .isPresent();
    }

    /**
     * Why it tells nothing about where the chain is now; empty where it does.
     *
     * @param interval the usual time from block to block, its own or that of the others
     * @param firstAt when the sources were first looked at
     */
    Optional<String> stale(Instant at, Optional<Duration> interval, Instant firstAt, Terms terms) {
        if (interval.isEmpty() || freshAt.isEmpty()) {
            if (terms.growing()) {
                return Optional.of("it was not seen to advance yet");
            }
            var since = freshAt.orElse(firstAt);
            return tooOld(Duration.between(since, at), terms.stallAfter(), "the time after which it counts as stalled");
        }
        var bound = interval.get().multipliedBy(LATE);
        return tooOld(
                Duration.between(freshAt.get(), at),
                bound.compareTo(terms.stallAfter()) < 0 ? bound : terms.stallAfter(),
                LATE + " block intervals");
    }

    private static Optional<String> tooOld(Duration age, Duration bound, String what) {
        return age.compareTo(bound) > 0
                ? Optional.of("it has not advanced for %d ms, more than %d ms, %s"
                        .formatted(age.toMillis(), bound.toMillis(), what))
                : Optional.empty();
    }
}
