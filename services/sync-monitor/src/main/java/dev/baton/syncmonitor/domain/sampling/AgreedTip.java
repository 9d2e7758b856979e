package dev.baton.syncmonitor.domain.sampling;

import dev.baton.model.TipReading;
import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.sampling.Reading.Height;
import dev.baton.syncmonitor.domain.sampling.Reading.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tip that a majority of the sources agrees on. Left out, and named, is who does not answer, has stopped advancing,
 * fell below what it told, or catches up itself. Of the others more than half of all sources must be close together; what
 * they tell then cannot have come from liars alone, as long as at most half of all lie. Where no majority is left, the tip
 * is unknown.
 *
 * @param highest the highest tip agreed so far, in blocks
 * @param firstAt when the sources were first looked at
 * @param tempo how often the chain makes a block, by the sources together
 * @param sources those that have answered, by name
 * @param witnesses those that counted in the last look
 * @param lookedAt when that was
 */
public record AgreedTip(
        Optional<Long> highest,
        Optional<Instant> firstAt,
        Tempo tempo,
        Map<String, TipSource> sources,
        Set<String> witnesses,
        Optional<Instant> lookedAt) {

    /** Before the first look. */
    public static final AgreedTip NONE =
            new AgreedTip(Optional.empty(), Optional.empty(), Tempo.UNKNOWN, Map.of(), Set.of(), Optional.empty());

    /**
     * A source with what it answered.
     *
     * @param source its name, unlike all others'
     */
    public record Answer(String source, Reading reading) {}

    /**
     * What became of one answer.
     *
     * @param age how long the source has not told more than before
     * @param leftOut why it does not count; empty where it does
     */
    public record Judged(Answer answer, Optional<Duration> age, Optional<String> leftOut) {
        boolean counts() {
            return leftOut.isEmpty();
        }

        /** For a sample. */
        TipReading told() {
            var height = answer.reading() instanceof Height known ? Optional.of(known.value()) : Optional.<Long>empty();
            return new TipReading(answer.source(), height, age, leftOut);
        }

        /** The same, left out because the others agree on another tip. */
        private Judged apart(long tip) {
            return new Judged(answer, age, Optional.of("it tells " + AgreedTip.told(answer) + ", the others " + tip));
        }
    }

    /**
     * What follows from a look.
     *
     * @param next what is remembered
     * @param tip the height, or why there is none
     * @param judged every answer with its verdict
     * @param replaced the blocks that were replaced; empty where none were
     */
    public record Agreement(AgreedTip next, Reading tip, List<Judged> judged, List<Replaced> replaced) {

        /**
         * A height that the chain has not exceeded at that time, in blocks: of so many sources that count and have gone on
         * since that one of them at least is no liar, the highest. Empty where there are not so many.
         */
        Optional<Long> reachedSince(Instant then) {
            return next.witnesses.stream()
                    .flatMap(name -> Optional.ofNullable(next.sources.get(name)).stream())
                    .filter(source -> source.freshAt().filter(then::isBefore).isPresent())
                    .map(TipSource::highest)
                    .sorted()
                    .skip(judged.size() / 2)
                    .findFirst();
        }
    }

    /**
     * A block that was told and is no longer of the chain.
     *
     * @param source who told it; it counts now, or did until now, for from others it is no news
     * @param height what it told last: that block, at the latest, was replaced
     */
    public record Replaced(String source, long height) {}

    public AgreedTip {
        sources = Map.copyOf(sources);
        witnesses = Set.copyOf(witnesses);
    }

    /** The usual time from block to block; empty where it is not known. */
    Optional<Duration> interval() {
        return tempo.interval();
    }

    /** The highest block that not one of several sources alone has told: it was agreed on, or two told it. */
    long attested() {
        var told = sources.values().stream()
                .map(TipSource::highest)
                .sorted(Comparator.reverseOrder())
                .limit(2)
                .toList();
        return Math.max(highest.orElse(0L), told.isEmpty() ? 0 : told.getLast());
    }

    /** Whether more of the sources that count have gone on since then without coming to that block than have told it. */
    boolean isContradicted(long block, Instant since) {
        var below = 0;
        var there = 0;
        for (var name : witnesses) {
            var source = sources.get(name);
            if (source != null && source.highest() >= block) {
                there++;
            } else if (source != null
                    && source.freshAt().filter(since::isBefore).isPresent()) {
                below++;
            }
        }
        return below > there;
    }

    /**
     * The same in a process that goes on at that time: until then no source was asked, so each is one that missed a look. A
     * clock that went back meanwhile is noticed at the next look.
     */
    AgreedTip resumed(Instant now) {
        return new AgreedTip(
                highest, firstAt, tempo, sources, witnesses, lookedAt.map(last -> now.isAfter(last) ? now : last));
    }

    /** The tip after these answers. */
    public Agreement agree(List<Answer> answers, Instant at, Terms terms) {
        var since = firstAt.filter(first -> !at.isBefore(first)).orElse(at);
        var after = new HashMap<>(sources);
        if (lookedAt.filter(at::isBefore).isPresent()) {
            after.replaceAll((_, source) -> source.undated());
        }
        var judged = new ArrayList<Judged>();
        var replaced = new ArrayList<Replaced>();
        for (var answer : answers) {
            judged.add(judge(answer, after, at, since, terms));
            if (answer.reading() instanceof Height height && height.reorganised()) {
                var told = told(answer.source(), height);
                if (witnesses.contains(answer.source())) {
                    replaced.add(new Replaced(answer.source(), told));
                } else {
                    after.computeIfPresent(answer.source(), (_, source) -> source.replacing(Optional.of(told)));
                }
            }
        }
        return conclude(judged, after, since, at, terms, replaced);
    }

    private long told(String source, Height now) {
        var known = sources.get(source);
        return known == null ? now.value() : known.told();
    }

    private Judged judge(Answer answer, Map<String, TipSource> after, Instant at, Instant since, Terms terms) {
        var known = after.get(answer.source());
        return switch (answer.reading()) {
            case Unknown(var reason) ->
                new Judged(answer, Optional.ofNullable(known).flatMap(source -> source.age(at)), Optional.of(reason));
            case Height told -> {
                var height = told.value();
                var source = known == null || fell(known, height, terms)
                        ? TipSource.first(answer.source(), height, at, terms)
                        : known.with(height, at, tempo, missed(known), terms).among(after.values(), tempo);
                after.put(answer.source(), source);
                yield new Judged(answer, source.age(at), fault(known, source, height, at, since, terms));
            }
        };
    }

    /** Whether it did not answer at the last look. */
    private boolean missed(TipSource known) {
        return lookedAt.filter(last -> known.readAt().isBefore(last)).isPresent();
    }

    private Optional<String> fault(
            @Nullable TipSource before, TipSource source, long height, Instant at, Instant since, Terms terms) {
        if (before != null && fell(before, height, terms)) {
            return Optional.of("it fell from " + before.highest() + " to " + height);
        }
        if (before != null && before.isHurried(height, at, interval())) {
            return Optional.of("it rose from " + before.highest() + " to " + height + " at once: it catches up itself");
        }
        if (source.hurries()) {
            return Optional.of("it came to " + source.highest()
                    + " after it had stood still or caught up, and was not seen to go on yet");
        }
        return source.stale(at, source.pace().interval(interval()), tempo.settled(), since, terms);
    }

    private Agreement conclude(
            List<Judged> judged,
            Map<String, TipSource> after,
            Instant since,
            Instant at,
            Terms terms,
            List<Replaced> replaced) {
        var spread = spread(terms);
        var heights = countedHeights(judged);
        var tolerated = judged.size() / 2;
        var agreed = agreed(heights, tolerated, spread);
        if (agreed.isEmpty() || highest.isPresent() && agreed.getAsLong() < highest.get() - spread) {
            var why = new Unknown(complaint(judged, heights.length, tolerated + 1, agreed));
            if (heights.length > 0) {
                after.replaceAll((_, source) -> source.told() > heights[0] + spread ? source.beyondOthers() : source);
            }
            var next = new AgreedTip(
                    highest, Optional.of(since), tempo.after(after.values()), after, Set.of(), Optional.of(at));
            return new Agreement(next, why, judged, replaced);
        }
        var tip = agreed.getAsLong();
        var verdicts = new ArrayList<Judged>();
        var counting = new HashSet<String>();
        for (var one : judged) {
            var apart = one.answer().reading() instanceof Height height && Math.abs(height.value() - tip) > spread;
            verdicts.add(apart && one.counts() ? one.apart(tip) : one);
            if (apart) {
                // Who tells more may be right, and those that agree stand still.
                after.computeIfPresent(
                        one.answer().source(),
                        (_, source) -> source.told() < tip ? source.anew(terms) : source.beyondOthers());
            } else if (one.counts()) {
                counting.add(one.answer().source());
                heed(one.answer().source(), Math.max(tip, highest.orElse(0L)) + spread, after, replaced);
            }
        }
        var next = new AgreedTip(
                Optional.of(Math.max(tip, highest.orElse(0L))),
                Optional.of(since),
                tempo.after(after.values()),
                after,
                counting,
                Optional.of(at));
        return new Agreement(next, new Height(tip, hash(verdicts, tip), false), verdicts, replaced);
    }

    /** A source counts that has replaced a block when it did not; what it told then may have been no block at all. */
    private static void heed(String name, long most, Map<String, TipSource> after, List<Replaced> replaced) {
        var source = after.get(name);
        if (source != null && source.replaced().isPresent()) {
            var told = source.replaced().get();
            if (told <= most) {
                replaced.add(new Replaced(name, told));
            }
            after.put(name, source.replacing(Optional.empty()));
        }
    }

    private static long[] countedHeights(List<Judged> judged) {
        return judged.stream()
                .filter(Judged::counts)
                .map(one -> one.answer().reading())
                .mapToLong(reading -> reading instanceof Height height ? height.value() : 0)
                .sorted()
                .toArray();
    }

    /**
     * The height that a majority of all sources confirms: of the lowest ones that are close together and one more than the
     * tolerated liars, the highest. One of them at least is no lie, and it is not higher.
     */
    private static OptionalLong agreed(long[] heights, int tolerated, long spread) {
        for (var from = 0; from + tolerated < heights.length; from++) {
            if (heights[from + tolerated] - heights[from] <= spread) {
                return OptionalLong.of(heights[from + tolerated]);
            }
        }
        return OptionalLong.empty();
    }

    /** Sources that follow the same chain with some delay each. */
    private static long spread(Terms terms) {
        return terms.tolerance() + 1;
    }

    private static boolean fell(TipSource known, long height, Terms terms) {
        return height < known.highest() - (known.beyond() ? 0 : spread(terms));
    }

    private static Optional<String> hash(List<Judged> judged, long tip) {
        for (var one : judged) {
            if (one.counts()
                    && one.answer().reading() instanceof Height height
                    && height.value() == tip
                    && height.hash().isPresent()) {
                return height.hash();
            }
        }
        return Optional.empty();
    }

    private String complaint(List<Judged> judged, int left, int needed, OptionalLong agreed) {
        if (judged.isEmpty()) {
            return "the descriptor names no tip source";
        }
        var reasons = judged.stream()
                .map(one -> one.answer().source() + ": " + one.leftOut().orElseGet(() -> told(one.answer())))
                .collect(Collectors.joining("; "));
        if (agreed.isPresent()) {
            return "the tip fell from " + highest.orElse(0L) + "; " + reasons;
        }
        if (judged.size() == 1) {
            return reasons;
        }
        return left < needed
                ? "only " + left + " of " + judged.size() + " sources count, " + needed + " must; " + reasons
                : "no " + needed + " of " + judged.size() + " sources agree; " + reasons;
    }

    private static String told(Answer answer) {
        return switch (answer.reading()) {
            case Height known -> Long.toString(known.value());
            case Unknown _ -> "nothing";
        };
    }
}
