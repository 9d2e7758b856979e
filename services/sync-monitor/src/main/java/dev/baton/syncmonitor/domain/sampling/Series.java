package dev.baton.syncmonitor.domain.sampling;

import dev.baton.events.SyncProgress;
import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.sampling.AgreedTip.Judged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The samples of one deployment: what must be remembered to turn the next look into the next sample, and to know when to
 * look again. It outlives the sampler's process where it was kept.
 *
 * @param sequence of the last sample; 0 before the first
 * @param agreed the tip so far
 * @param height the last known, in blocks
 * @param trend of the last known heights
 * @param failures how many looks in a row the instance, or every source, did not answer
 * @param withinSince since when every sample was within the tolerance
 * @param hold the tip that must be reached first, after a reorganisation
 * @param reachedAt when the instance was first seen at its height
 */
public record Series(
        long sequence,
        AgreedTip agreed,
        Optional<Long> height,
        Trend trend,
        int failures,
        Optional<Instant> withinSince,
        Hold hold,
        Optional<Instant> reachedAt) {

    /** Before the first look. */
    public static final Series START = new Series(
            0, AgreedTip.NONE, Optional.empty(), Trend.EMPTY, 0, Optional.empty(), Hold.NONE, Optional.empty());

    /**
     * What was learned longer ago is not gone on with. By then another node may answer at a source's address, or the chain
     * may have begun anew, which looks like a tip that fell, for ever; and learning anew costs three blocks.
     */
    public static final Duration LONGEST_BREAK = Duration.ofHours(1);

    /** A process that dies loses that much at most. */
    private static final Duration KEPT_EACH = Duration.ofMinutes(1);

    /** One tenth of the expected time to the tip is waited at most, so that the tip is not reached unseen. */
    private static final int LOOKS_AHEAD = 10;

    /** Far from the tip, and while nothing answers, sampling is at most this many times slower. */
    private static final int SLOWEST = 10;

    /** A timer that fires a fraction early would miss the moment by a whole interval. */
    private static final Duration TIMER_STEP = Duration.ofMillis(1);

    /**
     * A sample with what is remembered after it.
     *
     * @param next the series with that sample in it
     */
    public record Observation(Series next, SyncProgress sample) {}

    /** Whether it is to be kept in the place of that: each minute, and at once where other blocks were replaced. */
    public boolean outdates(Series kept) {
        return !hold.equals(kept.hold) || apart(kept.agreed.lookedAt(), agreed.lookedAt(), KEPT_EACH);
    }

    /** What a process that goes on at that time remembers of it: nothing where the last look was long ago. */
    public Series resumed(Instant now) {
        return apart(agreed.lookedAt(), Optional.of(now), LONGEST_BREAK)
                ? START
                : new Series(sequence, agreed.resumed(now), height, trend, 0, Optional.empty(), hold, reachedAt);
    }

    private static boolean apart(Optional<Instant> one, Optional<Instant> other, Duration most) {
        return one.isEmpty()
                || other.isEmpty()
                || Duration.between(one.get(), other.get()).abs().compareTo(most) > 0;
    }

    /** Turns a look into the next sample. */
    public Observation observe(Look look, Terms terms) {
        var unknown = new ArrayList<String>();
        var known = known("height", notFallen(look.height()), unknown);
        var agreement = agreed.agree(look.tips(), look.at(), terms);
        var tip = known("tip", agreement.tip(), unknown);
        look.ailment().ifPresent(ailment -> unknown.add("health: " + ailment));

        var lag = tip.flatMap(t -> known.map(h -> t - h));
        var moved = lag.map(l -> trend.with(new Trend.Point(look.at(), known.orElseThrow(), l)))
                .orElse(trend);
        var reached = reachedAt(look);
        var contradicted = known.filter(h -> isContradicted(h, reached, tip, agreement.next()));
        var held = hold.after(agreement, contradicted, tip, look.at(), unknown);
        var tolerance = terms.tolerance();
        var within = unknown.isEmpty() && lag.isPresent() && lag.get() <= tolerance;
        var next = new Series(
                sequence + 1,
                agreement.next(),
                lastHeight(look.height()),
                moved,
                isAnswered(look, known) ? 0 : failures + 1,
                within ? withinSince.or(() -> Optional.of(look.at())) : Optional.empty(),
                held,
                reached);
        var speed = moved.speed();
        var sample = new SyncProgress(
                next.sequence,
                look.at(),
                known,
                tip,
                lag.isPresent() && speed.isPresent() ? Optional.of(speed.getAsDouble()) : Optional.empty(),
                lag.flatMap(_ -> moved.untilWithin(tolerance)),
                look.ailment().isEmpty(),
                unknown,
                lag.flatMap(_ -> moved.rangeUntilWithin(tolerance)),
                agreement.judged().stream().map(Judged::told).toList(),
                hash(agreement.tip()));
        return new Observation(next, sample);
    }

    /**
     * How long to wait until the next look. Near the tip it is the interval; further away a tenth of the time that is
     * left, up to ten intervals; after failures it doubles each time, within the same bound. While the instance is
     * within the tolerance, a look falls on the moment at which that has lasted long enough, so that the decision does
     * not wait for the rest of an interval.
     */
    public Duration pause(Instant now, Terms terms) {
        var interval = terms.interval();
        var slowest = interval.multipliedBy(SLOWEST);
        if (failures > 0) {
            return shorter(slowest, interval.multipliedBy(1L << Math.min(failures - 1, 4)));
        }
        if (withinSince.isPresent()) {
            var settles = Duration.between(now, withinSince.get().plus(terms.stableFor()));
            return settles.isPositive() ? shorter(interval, settles.plus(TIMER_STEP)) : interval;
        }
        return trend.untilWithin(terms.tolerance(), now)
                .map(left -> shorter(slowest, longer(interval, left.dividedBy(LOOKS_AHEAD))))
                .orElse(interval);
    }

    /** Sources that answer are looked at as often as ever: how they go on shows whether they can be trusted. */
    private static boolean isAnswered(Look look, Optional<Long> known) {
        return known.isPresent()
                && look.ailment().isEmpty()
                && look.tips().stream().anyMatch(answer -> answer.reading() instanceof Reading.Height);
    }

    private Optional<Instant> reachedAt(Look look) {
        return switch (look.height()) {
            case Reading.Height now -> height.equals(Optional.of(now.value())) ? reachedAt : Optional.of(look.at());
            case Reading.Unknown _ -> reachedAt;
        };
    }

    /**
     * Whether the instance has had a block for longer than a block takes, and more sources have gone on since then without
     * coming to it than have it. It, or they, are of another branch: hearing of a block a moment earlier explains no such
     * time.
     */
    private static boolean isContradicted(long own, Optional<Instant> reached, Optional<Long> tip, AgreedTip next) {
        return tip.filter(agreed -> agreed < own).isPresent()
                && reached.flatMap(since -> next.interval().map(since::plus))
                        .filter(since -> next.isContradicted(own, since))
                        .isPresent();
    }

    private static Optional<String> hash(Reading tip) {
        return switch (tip) {
            case Reading.Height known -> known.hash();
            case Reading.Unknown _ -> Optional.empty();
        };
    }

    private Reading notFallen(Reading reading) {
        return switch (reading) {
            case Reading.Height now
            when height.isPresent() && now.value() < height.get() ->
                new Reading.Unknown("the height fell from " + height.get() + " to " + now.value()
                        + ": the instance reorganises, or lost data");
            case Reading.Height _, Reading.Unknown _ -> reading;
        };
    }

    /** A height that fell is what the next one is compared with. */
    private Optional<Long> lastHeight(Reading reading) {
        return switch (reading) {
            case Reading.Height now -> Optional.of(now.value());
            case Reading.Unknown _ -> height;
        };
    }

    private static Optional<Long> known(String what, Reading reading, ArrayList<String> unknown) {
        return switch (reading) {
            case Reading.Height read -> Optional.of(read.value());
            case Reading.Unknown missing -> {
                unknown.add(what + ": " + missing.reason());
                yield Optional.empty();
            }
        };
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
