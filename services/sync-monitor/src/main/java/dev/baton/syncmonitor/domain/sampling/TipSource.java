package dev.baton.syncmonitor.domain.sampling;

import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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
 * @param haste whether it catches up itself
 * @param pace how it advances
 * @param replaced the block that it told and has replaced since, which nobody has heeded yet
 * @param beyond whether it told more, at the last look, than those that agreed, or than another that counts where none
 *     agreed: if it tells less then, it had told what was not
 */
record TipSource(
        String name,
        long highest,
        long told,
        Instant readAt,
        Optional<Instant> advancedAt,
        Optional<Instant> freshAt,
        Haste haste,
        Pace pace,
        Optional<Long> replaced,
        boolean beyond) {

    /** A chain is late after that many of its block intervals: then it pauses, or the source has stopped. */
    private static final int LATE = 3;

    /** A source that advances that many times faster than its chain is catching up itself. */
    private static final int HURRY = 2;

    /** As many blocks may come at once because one of them was late. */
    private static final int FEW = 2;

    private static final Duration NEVER = Duration.ofDays(36_500);
    private static final long MANY = 1_000_000;
    private static final long LONGEST_MILLIS = Duration.ofDays(1).toMillis();

    /** The source after its first answer, or after one that begins anew. */
    static TipSource first(String name, long height, Instant at, Terms terms) {
        return new TipSource(
                name,
                height,
                height,
                at,
                Optional.empty(),
                Optional.empty(),
                Haste.NONE,
                Pace.of(terms.blockInterval()),
                Optional.empty(),
                false);
    }

    /**
     * With one more answer. A clock that went back says nothing about ages any more. Once it is known how often the chain
     * makes a block, how long a jump took, and the step after it, says nothing about that; nor does, ever, the time that a
     * source stood still before several blocks came at once. Who comes back from a long silence may have learned long ago
     * what it tells, and have stopped right then; and who goes on after it stood still, as a chain does after a pause, may
     * have come to its next block only.
     *
     * @param tempo of all sources together
     * @param missed whether it did not answer at a look since its last answer
     */
    TipSource with(long height, Instant at, Tempo tempo, boolean missed, Terms terms) {
        if (at.isBefore(readAt)) {
            return new TipSource(
                    name,
                    Math.max(highest, height),
                    height,
                    at,
                    Optional.empty(),
                    Optional.empty(),
                    haste,
                    pace,
                    replaced,
                    false);
        }
        if (height <= highest) {
            return new TipSource(name, highest, height, at, advancedAt, freshAt, haste.still(), pace, replaced, false);
        }
        var shared = tempo.interval();
        var hurried = isHurried(height, at, shared) || missed && isLate(at, shared);
        var blocks = height - highest;
        var learned = advancedAt
                .filter(_ -> !tempo.settled() || !hurried && haste.isOfTheChain())
                .filter(since -> blocks <= FEW || !since.isBefore(readAt))
                .map(since -> pace.with(Duration.between(since, at).toMillis(), blocks, terms.interval()))
                .orElse(pace);
        var next = hurried ? Haste.SEEN : resumes(learned, tempo, terms) ? Haste.RESUMED : haste.steady();
        var fresh = newest(blocks, at, pace.interval(shared), terms.interval());
        return new TipSource(
                name, height, height, at, Optional.of(at), Optional.of(fresh), next, learned, replaced, false);
    }

    /** Whether it had stood still until its last answer, by what is known of its chain's pace. */
    private boolean resumes(Pace own, Tempo tempo, Terms terms) {
        var usual = own.settled() || !tempo.settled() ? own.interval().or(tempo::interval) : tempo.interval();
        var few = terms.interval().multipliedBy(FEW);
        return terms.growing()
                && usual.filter(each -> stood(advancedAt, longer(each.multipliedBy(LATE), few)))
                        .isPresent();
    }

    /**
     * The same beside these. Where another one has told its block before, and goes on, the chain did not pause: it stood still
     * by itself, and has come to where the others are.
     */
    TipSource among(Collection<TipSource> others, Tempo tempo) {
        if (haste != Haste.RESUMED || others.stream().noneMatch(other -> other.goesOn(highest, readAt, tempo))) {
            return this;
        }
        return new TipSource(name, highest, told, readAt, advancedAt, freshAt, Haste.NONE, pace, replaced, beyond);
    }

    private boolean goesOn(long block, Instant at, Tempo tempo) {
        return haste == Haste.NONE
                && highest >= block
                && tempo.interval()
                        .filter(usual -> age(at).filter(age -> age.compareTo(usual.multipliedBy(LATE)) <= 0)
                                .isPresent())
                        .isPresent();
    }

    /**
     * The earliest time at which the last of the blocks that came since the last answer can have been the newest. Between
     * two looks that are far apart it may have stopped long before the second one, so its blocks are counted from the
     * first, by the pace that was known before them; between two that are no further apart than they should be, half a block
     * before the second is early enough.
     */
    private Instant newest(long blocks, Instant at, Optional<Duration> interval, Duration look) {
        if (interval.isEmpty()) {
            return earlier(at, readAt.plus(look));
        }
        var each = interval.get().toMillis();
        var counted = readAt.plusMillis(Math.min(LONGEST_MILLIS, each * Math.min(blocks, MANY)));
        var seen = earlier(at, readAt.plus(look)).minusMillis(each / 2);
        return earlier(at, counted.isAfter(seen) ? counted : seen);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** With the block that it had told before, which it has replaced; empty once somebody has heeded that. */
    TipSource replacing(Optional<Long> block) {
        return new TipSource(name, highest, told, readAt, advancedAt, freshAt, haste, pace, block, beyond);
    }

    /** After a clock went back at a look at which it may not have answered: no time that was noted before counts. */
    TipSource undated() {
        return new TipSource(
                name,
                highest,
                told,
                readAt.plus(NEVER),
                Optional.empty(),
                Optional.empty(),
                haste,
                pace,
                replaced,
                beyond);
    }

    /** As if it had begun with what it told last; what it told before is no measure of it any more. */
    TipSource anew(Terms terms) {
        var begun = first(name, highest, readAt, terms);
        return new TipSource(
                name, highest, told, readAt, begun.advancedAt, begun.freshAt, begun.haste, begun.pace, replaced, false);
    }

    /** The same after a look at which it told more than others by more than they may differ. */
    TipSource beyondOthers() {
        return new TipSource(name, highest, told, readAt, advancedAt, freshAt, haste, pace, replaced, true);
    }

    /** Whether its last rise may be no news of the chain: it may catch up itself, or have come no further than that. */
    boolean hurries() {
        return haste != Haste.NONE;
    }

    /** How long it has not told more than before. */
    Optional<Duration> age(Instant at) {
        return freshAt.map(since -> Duration.between(since, at));
    }

    /**
     * Whether that height is so much higher than the last answer that the source cannot have kept up in between. Where it
     * stood still before, a chain that goes on after a pause explains a block, and the usual ones since the last answer.
     */
    boolean isHurried(long height, Instant at, Optional<Duration> shared) {
        return pace.interval(shared)
                .filter(usual -> isBeyond(height - highest, at, usual))
                .isPresent();
    }

    /** Whether its last answer is so long ago that the chain must have made blocks since, or pauses. */
    private boolean isLate(Instant at, Optional<Duration> shared) {
        var since = Duration.between(readAt, at);
        return pace.interval(shared)
                .filter(usual -> since.compareTo(usual.multipliedBy(LATE)) > 0)
                .isPresent();
    }

    private boolean isBeyond(long blocks, Instant at, Duration usual) {
        var elapsed = Math.max(0, Duration.between(readAt, at).toMillis());
        var most = 1 + (double) elapsed / usual.toMillis();
        var doubtful = haste == Haste.RESUMED || stood(freshAt, usual.multipliedBy(LATE));
        return blocks > (doubtful ? most : HURRY * most);
    }

    /** Whether at its last answer it had stood still since then for longer than that. */
    private boolean stood(Optional<Instant> since, Duration bound) {
        return since.filter(then -> Duration.between(then, readAt).compareTo(bound) > 0)
                .isPresent();
    }

    /**
     * Why it tells nothing about where the chain is now; empty where it does.
     *
     * @param interval the usual time from block to block, its own or that of the others
     * @param settled whether that was learned from enough blocks; of a few each may have been late
     * @param firstAt when the sources were first looked at
     */
    Optional<String> stale(Instant at, Optional<Duration> interval, boolean settled, Instant firstAt, Terms terms) {
        if (interval.isEmpty() || freshAt.isEmpty()) {
            if (terms.growing()) {
                return Optional.of(
                        freshAt.isEmpty()
                                ? "it was not seen to advance yet"
                                : "how often its chain makes a block is not known: it advanced too seldom yet, or faster than"
                                        + " chains do, as one that catches up; sync.blockInterval may say it");
            }
            var since = freshAt.orElse(firstAt);
            return tooOld(Duration.between(since, at), terms.stallAfter(), "the time after which it counts as stalled");
        }
        var late = interval.get().multipliedBy(LATE);
        var bound = settled ? late : longer(late.dividedBy(2), terms.interval().multipliedBy(FEW));
        return tooOld(
                Duration.between(freshAt.get(), at),
                bound.compareTo(terms.stallAfter()) < 0 ? bound : terms.stallAfter(),
                settled ? LATE + " block intervals" : "as long as is sure after so few blocks");
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Optional<String> tooOld(Duration age, Duration bound, String what) {
        return age.compareTo(bound) > 0
                ? Optional.of("it has not advanced for %d ms, more than %d ms, %s"
                        .formatted(age.toMillis(), bound.toMillis(), what))
                : Optional.empty();
    }
}
