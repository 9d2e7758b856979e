package dev.baton.bench.rollback;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.bench.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the rollbacks of one measurement took and cost. */
final class Outcome {

    private static final Pattern COST = Pattern.compile("in all ([0-9]+) of [0-9]+ requests");
    private static final double MEDIAN = 0.5;
    private static final double WORST = 1;

    private final List<Double> breachToBack = new ArrayList<>();
    private final List<Double> liveToBack = new ArrayList<>();
    private final List<Double> failed = new ArrayList<>();
    private final List<Double> byHand = new ArrayList<>();
    private int toldRight;

    /**
     * One that the router-switcher decided upon.
     *
     * @param live the first answer by the version that disappoints
     * @param back the first answer by the version before after that
     * @param bySelf how many requests the version failed by its own record
     * @param lost how many the clients lost
     * @param reason what was published
     */
    void automatic(Instant live, Instant breach, Instant back, long bySelf, long lost, String reason) {
        breachToBack.add(millis(Duration.between(breach, back)));
        liveToBack.add(millis(Duration.between(live, back)));
        failed.add((double) lost);
        var told = COST.matcher(reason);
        if (bySelf == lost && told.find() && Long.parseLong(told.group(1)) == lost) {
            toldRight++;
        }
    }

    /** One that was asked for, from the request to the first answer. */
    void byHand(Duration took) {
        byHand.add(millis(took));
    }

    Figures figures() {
        var tree = JsonMapper.builder().build().createObjectNode();
        tree.put("measurement", "auto-rollback");
        tree.put("rounds", breachToBack.size());
        tree.put("rollbackMs", quantile(breachToBack, WORST));
        tree.put("rollbackMedianMs", quantile(breachToBack, MEDIAN));
        tree.put("liveMs", quantile(liveToBack, WORST));
        tree.put("failedRequests", Math.round(quantile(failed, WORST)));
        tree.put("failedRequestsMedian", Math.round(quantile(failed, MEDIAN)));
        tree.put("costToldRight", toldRight);
        tree.put("manualRollbackMs", quantile(byHand, MEDIAN));
        tree.put("manualRollbackWorstMs", quantile(byHand, WORST));
        var text = String.format(
                Locale.ROOT,
                "by itself: back %.0f ms after the breach (median, at worst %.0f), %.0f ms after the version went live at"
                        + " worst; %.0f requests failed (median, at worst %.0f); the event told that number in %d of %d"
                        + " rounds. By hand: median %.0f ms, at worst %.0f ms over %d",
                quantile(breachToBack, MEDIAN),
                quantile(breachToBack, WORST),
                quantile(liveToBack, WORST),
                quantile(failed, MEDIAN),
                quantile(failed, WORST),
                toldRight,
                breachToBack.size(),
                quantile(byHand, MEDIAN),
                quantile(byHand, WORST),
                byHand.size());
        return new Figures(List.of("", text), tree, toldRight == breachToBack.size());
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static double quantile(List<Double> values, double share) {
        var sorted = values.stream().sorted().toList();
        return Math.round(sorted.get((int) Math.ceil(share * sorted.size()) - 1) * 100) / 100.0;
    }
}
