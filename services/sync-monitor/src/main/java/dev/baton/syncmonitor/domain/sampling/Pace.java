package dev.baton.syncmonitor.domain.sampling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How long a tip source takes from block to block, learned from the last times that it advanced. A pause of the chain
 * leaves the median as it is, and a median that was pushed up by several of them is held down by the mean of the others.
 *
 * @param steps the last ones, oldest first
 */
record Pace(List<Step> steps) {

    /** Nothing is known. */
    static final Pace UNKNOWN = new Pace(List.of());

    private static final int LONGEST = 15;
    private static final int FEWEST = 2;
    private static final int SLOW = 4;

    /**
     * From one advance to the next.
     *
     * @param blocks how many came at once
     */
    record Step(long millis, long blocks) {
        private double each() {
            return (double) millis / blocks;
        }
    }

    Pace {
        steps = List.copyOf(steps);
    }

    /** With one more; two in a row that are far slower show that what was learned before was no pace of a chain. */
    Pace with(long millis, long blocks) {
        var step = new Step(millis, blocks);
        if (isSlow(step) && !steps.isEmpty() && isSlow(steps.getLast())) {
            return new Pace(List.of(steps.getLast(), step));
        }
        var next = new ArrayList<>(steps.size() < LONGEST ? steps : steps.subList(1, steps.size()));
        next.add(step);
        return new Pace(next);
    }

    private boolean isSlow(Step step) {
        return interval().filter(usual -> step.each() > SLOW * usual.toMillis()).isPresent();
    }

    /** The usual time from block to block; empty before the third advance. */
    Optional<Duration> interval() {
        if (steps.size() < FEWEST) {
            return Optional.empty();
        }
        var each = new double[steps.size()];
        var millis = 0L;
        var blocks = 0L;
        for (var index = 0; index < each.length; index++) {
            var step = steps.get(index);
            each[index] = step.each();
            millis += step.millis();
            blocks += step.blocks();
        }
        Arrays.sort(each);
        var usual = Math.min(each[(each.length - 1) / 2], (double) millis / blocks);
        return Optional.of(Duration.ofMillis(Math.max(1, Math.round(usual))));
    }
}
