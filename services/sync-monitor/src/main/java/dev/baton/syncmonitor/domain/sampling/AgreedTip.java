package dev.baton.syncmonitor.domain.sampling;

import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.sampling.Reading.Height;
import dev.baton.syncmonitor.domain.sampling.Reading.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tip that a majority of the sources agrees on. Left out, and named, is who does not answer, has stopped advancing,
 * fell below what it told, or catches up itself. Of the others more than half of all sources must be close together; what
 * they tell then cannot have come from liars alone, as long as at most half of all lie. Where no majority is left, the tip
 * is unknown.
 *
 * @param highest the highest tip agreed so far, in blocks
 * @param firstAt when the sources were first looked at
 * @param sources those that have answered, by name
 * @param witnesses those that counted in the last look
 */
public record AgreedTip(
        OptionalLong highest, Optional<Instant> firstAt, Map<String, TipSource> sources, Set<String> witnesses) {

    /** Before the first look. */
    public static final AgreedTip NONE = new AgreedTip(OptionalLong.empty(), Optional.empty(), Map.of(), Set.of());

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
    }

    /**
     * What follows from a look.
     *
     * @param next what is remembered
     * @param tip the height, or why there is none
     * @param judged every answer with its verdict
     * @param reorganised who counted until now and has replaced blocks that it told; empty where nobody did. From others it
     *     is no news
     */
    public record Agreement(AgreedTip next, Reading tip, List<Judged> judged, List<String> reorganised) {}

    public AgreedTip {
        sources = Map.copyOf(sources);
        witnesses = Set.copyOf(witnesses);
    }

    /** The tip after these answers. */
    public Agreement agree(List<Answer> answers, Instant at, Terms terms) {
        var since = firstAt.filter(first -> !at.isBefore(first)).orElse(at);
        var shared = sharedInterval(sources);
        var after = new LinkedHashMap<>(sources);
        for (var answer : answers) {
            height(answer)
                    .ifPresent(height -> after.put(answer.source(), track(answer.source(), height, at, shared, terms)));
        }
        var judged = answers.stream()
                .map(answer -> new Judged(
                        answer,
                        Optional.ofNullable(after.get(answer.source())).flatMap(source -> source.age(at)),
                        fault(answer, after, shared, at, since, terms)))
                .toList();
        var reorganised = answers.stream()
                .filter(answer -> witnesses.contains(answer.source()))
                .filter(answer -> height(answer).filter(Height::reorganised).isPresent())
                .map(Answer::source)
                .toList();
        return conclude(judged, after, since, terms, reorganised);
    }

    private TipSource track(String name, Height height, Instant at, Optional<Duration> shared, Terms terms) {
        return Optional.ofNullable(sources.get(name))
                .filter(known -> !fell(known, height, terms))
                .map(known -> known.with(height.value(), at, shared))
                .orElseGet(() -> TipSource.first(name, height.value(), at));
    }

    private Agreement conclude(
            List<Judged> judged, Map<String, TipSource> after, Instant since, Terms terms, List<String> reorganised) {
        var spread = spread(terms);
        var heights = judged.stream()
                .filter(Judged::counts)
                .flatMapToLong(one -> height(one.answer()).stream().mapToLong(Height::value))
                .sorted()
                .toArray();
        var tolerated = judged.size() / 2;
        var agreed = agreed(heights, tolerated, spread);
        if (agreed.isEmpty() || highest.isPresent() && agreed.getAsLong() < highest.getAsLong() - spread) {
            var why = new Unknown(complaint(judged, heights.length, tolerated + 1, agreed));
            return new Agreement(new AgreedTip(highest, Optional.of(since), after, Set.of()), why, judged, reorganised);
        }
        var tip = agreed.getAsLong();
        var verdicts = judged.stream().map(one -> apart(one, tip, spread)).toList();
        var witnesses = verdicts.stream()
                .filter(Judged::counts)
                .map(one -> one.answer().source())
                .collect(Collectors.toSet());
        verdicts.stream()
                .filter(one -> isApart(one, tip, spread))
                .forEach(one -> after.computeIfPresent(
                        one.answer().source(),
                        (name, source) -> TipSource.first(name, source.highest(), source.readAt())));
        return new Agreement(
                new AgreedTip(OptionalLong.of(Math.max(tip, highest.orElse(0))), Optional.of(since), after, witnesses),
                new Height(tip, hash(verdicts, tip), false),
                verdicts,
                reorganised);
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

    private Optional<String> fault(
            Answer answer,
            Map<String, TipSource> after,
            Optional<Duration> shared,
            Instant at,
            Instant since,
            Terms terms) {
        return switch (answer.reading()) {
            case Unknown(var reason) -> Optional.of(reason);
            case Height height -> {
                var source = after.get(answer.source());
                var before = Optional.ofNullable(sources.get(answer.source()));
                var interval = source.pace().interval().or(() -> shared);
                if (before.filter(known -> fell(known, height, terms)).isPresent()) {
                    yield Optional.of("it fell from " + before.orElseThrow().highest() + " to " + height.value());
                }
                if (before.filter(known -> known.isHurried(height.value(), at, shared))
                        .isPresent()) {
                    yield Optional.of("it rose from " + before.orElseThrow().highest() + " to " + height.value()
                            + " at once: it catches up itself");
                }
                yield source.stale(at, interval, since, terms);
            }
        };
    }

    /** For a source whose own is not known yet: the median of the others'. */
    private static Optional<Duration> sharedInterval(Map<String, TipSource> sources) {
        var intervals = sources.values().stream()
                .flatMap(source -> source.pace().interval().stream())
                .sorted()
                .toList();
        return intervals.isEmpty() ? Optional.empty() : Optional.of(intervals.get(intervals.size() / 2));
    }

    private static Judged apart(Judged judged, long tip, long spread) {
        return height(judged.answer())
                .filter(_ -> judged.counts() && isApart(judged, tip, spread))
                .map(height -> new Judged(
                        judged.answer(),
                        judged.age(),
                        Optional.of("it tells " + height.value() + ", the others " + tip)))
                .orElse(judged);
    }

    /** What it told before is no measure of it any more. */
    private static boolean isApart(Judged judged, long tip, long spread) {
        return height(judged.answer())
                .filter(height -> Math.abs(height.value() - tip) > spread)
                .isPresent();
    }

    private static boolean fell(TipSource known, Height height, Terms terms) {
        return height.value() < known.highest() - spread(terms);
    }

    private static Optional<String> hash(List<Judged> judged, long tip) {
        return judged.stream()
                .filter(Judged::counts)
                .flatMap(one -> height(one.answer()).stream())
                .filter(height -> height.value() == tip)
                .flatMap(height -> height.hash().stream())
                .findFirst();
    }

    private String complaint(List<Judged> judged, int left, int needed, OptionalLong agreed) {
        if (judged.isEmpty()) {
            return "the descriptor names no tip source";
        }
        var reasons = judged.stream()
                .map(one -> one.answer().source() + ": " + one.leftOut().orElseGet(() -> told(one.answer())))
                .collect(Collectors.joining("; "));
        if (agreed.isPresent()) {
            return "the tip fell from " + highest.orElse(0) + "; " + reasons;
        }
        if (judged.size() == 1) {
            return reasons;
        }
        return left < needed
                ? "only " + left + " of " + judged.size() + " sources count, " + needed + " must; " + reasons
                : "no " + needed + " of " + judged.size() + " sources agree; " + reasons;
    }

    private static String told(Answer answer) {
        return height(answer).map(height -> Long.toString(height.value())).orElse("nothing");
    }

    private static Optional<Height> height(Answer answer) {
        return switch (answer.reading()) {
            case Height known -> Optional.of(known);
            case Unknown _ -> Optional.empty();
        };
    }
}
