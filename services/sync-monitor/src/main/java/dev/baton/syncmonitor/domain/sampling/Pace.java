package dev.baton.syncmonitor.domain.sampling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How long a tip source takes from block to block: as the descriptor says, or learned from the last times that it
 * advanced. A pause of the chain leaves the median as it is, and a median that was pushed up by several of them is held
 * down by the mean of the others.
 *
 * @param interval the usual time from block to block; empty before the third advance
 * @param steps the last ones, oldest first; empty where nothing has to be learned
 * @param told whether the descriptor says it
 */
record Pace(Optional<Duration> interval, List<Step> steps, boolean told) {

    private static final Pace UNKNOWN = new Pace(Optional.empty(), List.of(), false);

    private static final int LONGEST = 15;
    private static final int FEWEST = 2;
    private static final int SETTLED = 5;
    private static final int STRETCH = 4;
    private static final int SLOW = 4;
    private static final int SLOW_IN_A_ROW = 3;
    private static final int HASTE = 2;
    private static final int FAR = 2;

    /**
     * No chain in use makes blocks more often (the fastest rollups make one each 250 ms). What comes faster shows a source
     * that catches up, and no pace; of a chain that is that fast only the descriptor can tell.
     */
    private static final long FASTEST_MILLIS = 200;

    /**
     * From one advance to the next.
     *
     * @param blocks how many came at once
     */
    record Step(long millis, long blocks) {
        private double each() {
            return (double) millis / blocks;
        }

        private boolean isOfSeveral() {
            return blocks > 1;
        }

        private Step and(Step other) {
            return new Step(millis + other.millis, blocks + other.blocks);
        }
    }

    Pace {
        steps = List.copyOf(steps);
    }

    /** Whether one odd step does not move it. */
    boolean settled() {
        return told || steps.size() >= SETTLED;
    }

    /**
     * The usual time from block to block. All sources tell of one chain, so where its own is not settled, or is far from that
     * of all together, it is that.
     */
    Optional<Duration> interval(Optional<Duration> shared) {
        return interval.filter(own ->
                        settled() && shared.filter(all -> isFar(own, all)).isEmpty())
                .or(() -> shared)
                .or(() -> interval);
    }

    private static boolean isFar(Duration one, Duration other) {
        return one.compareTo(other.multipliedBy(FAR)) > 0 || other.compareTo(one.multipliedBy(FAR)) > 0;
    }

    /** Before the first advance. */
    static Pace of(Optional<Duration> told) {
        return told.isPresent() ? new Pace(told, List.of(), true) : UNKNOWN;
    }

    /**
     * With one more. Three in a row that are far slower show that what was learned before was no pace of a chain; two do,
     * where each was of several blocks, which none is that has a pause in it. The first of them may have begun as fast as
     * those before, and counts only where it was not.
     *
     * @param look the time from look to look
     */
    Pace with(long millis, long blocks, Duration look) {
        var step = new Step(millis, blocks);
        if (told || step.each() < FASTEST_MILLIS) {
            return this;
        }
        var next = new ArrayList<>(steps.size() < LONGEST ? steps : steps.subList(1, steps.size()));
        next.add(step);
        var several = next.size() > 1
                && next.subList(next.size() - 2, next.size()).stream().allMatch(Step::isOfSeveral);
        var newest = next.subList(Math.max(0, next.size() - (several ? 2 : SLOW_IN_A_ROW)), next.size());
        var learned = newest.size() < next.size() && newest.stream().allMatch(this::isSlow) ? whole(newest) : next;
        return new Pace(usual(learned, look), learned, false);
    }

    /** Without the first of them where that began in haste: where it is far faster than the one after it. */
    private static List<Step> whole(List<Step> slow) {
        var rest = slow.subList(1, slow.size());
        return HASTE * slow.getFirst().each() < rest.getFirst().each() ? rest : slow;
    }

    private boolean isSlow(Step step) {
        return interval.isPresent() && step.each() > SLOW * interval.get().toMillis();
    }

    /** Of a few steps a pause is no minority that a median would not heed. */
    private static List<Step> withoutPauses(List<Step> few) {
        var fastest = few.stream().mapToDouble(Step::each).min().orElse(0);
        return few.stream().filter(step -> step.each() <= SLOW * fastest).toList();
    }

    private static Optional<Duration> usual(List<Step> all, Duration look) {
        var few = all.size() < SETTLED;
        var steps = few ? withoutPauses(all) : all;
        if (steps.size() < FEWEST) {
            return Optional.empty();
        }
        var most = quantile(eachOf(steps), 2);
        var stretches = stretches(steps, SLOW * most);
        var middle = stretches.length > 0 ? quantile(stretches, 3) : most;
        var usual = Math.min(middle, mean(steps, middle / SLOW));
        var careful = few ? Math.min(usual, shortest(steps, look)) : usual;
        return Optional.of(Duration.ofMillis(Math.max(1, Math.round(careful))));
    }

    /**
     * The shortest time for each block that looks cannot tell from what they have seen: another block may have come just
     * after the last look, or the first of them up to a look before it was seen.
     */
    private static double shortest(List<Step> steps, Duration look) {
        var all = new Step(0, 0);
        for (var step : steps) {
            all = all.and(step);
        }
        var withAnother = (double) all.millis() / (all.blocks() + 1);
        var seenLate = (double) (all.millis() - look.toMillis()) / all.blocks();
        return Math.max(withAnother, seenLate);
    }

    /**
     * Where blocks come faster than looks, a look sees now one and now three of them, so several steps are taken together.
     * Not their median is the usual one, because one that was slow is in several of these. Empty where most steps are of
     * one block.
     *
     * @param longest how long a step may take for each block; others are pauses
     */
    private static double[] stretches(List<Step> steps, double longest) {
        var each = new double[steps.size()];
        var count = 0;
        var several = 0;
        for (var from = 0; from < steps.size(); from++) {
            several += steps.get(from).isOfSeveral() ? 1 : 0;
            var stretch = new Step(0, 0);
            for (var to = from; to < steps.size() && stretch.blocks() < STRETCH; to++) {
                stretch = steps.get(to).each() <= longest ? stretch.and(steps.get(to)) : stretch;
            }
            if (stretch.blocks() >= STRETCH) {
                each[count++] = stretch.each();
            }
        }
        return Arrays.copyOf(each, 2 * several >= steps.size() ? count : 0);
    }

    private static double[] eachOf(List<Step> steps) {
        return steps.stream().mapToDouble(Step::each).toArray();
    }

    private static double quantile(double[] values, int part) {
        Arrays.sort(values);
        return values[(values.length - 1) / part];
    }

    /** Of the steps that are no jumps: of those that took at least that long for each block. */
    private static double mean(List<Step> steps, double shortest) {
        var all = new Step(0, 0);
        for (var step : steps) {
            all = step.each() >= shortest ? all.and(step) : all;
        }
        return all.each();
    }
}
