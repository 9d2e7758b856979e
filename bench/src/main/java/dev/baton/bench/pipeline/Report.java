package dev.baton.bench.pipeline;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.bench.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The pipeline's figures, for people and for programs.
 *
 * @param atOnce how many deployments were under way
 * @param used processor time of Baton's processes meanwhile
 */
record Report(int atOnce, Carousel.Turn turn, Processors used) {

    private static final int SHOWN = 10;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    Figures figures() {
        var summary = Summary.of(turn.complete());
        return new Figures(text(summary), json(summary), turn.failures().isEmpty());
    }

    private double seconds() {
        return turn.took().toNanos() / 1e9;
    }

    private double perSecond() {
        return turn.complete().size() / seconds();
    }

    private double processorMillisPerDeployment(Duration total) {
        return total.toNanos() / 1e6 / Math.max(1, turn.complete().size());
    }

    private List<String> text(Summary summary) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(format(
                "%.2f deployments per second: %d in %.1f s, %d at once, %d failed",
                perSecond(),
                turn.complete().size(),
                seconds(),
                atOnce,
                turn.failures().size()));
        lines.add(format(
                "one took %.0f ms (median), %.0f ms (90 %%); for %.0f %% of the time Kafka had the event that mattered",
                summary.wholeMillis().median(), summary.wholeMillis().p90(), 100 * summary.kafkaShare()));
        lines.add("");
        lines.add(format("%-40s %10s %10s %16s", "step", "median ms", "90 % ms", "of it Kafka ms"));
        for (var step : summary.steps()) {
            lines.add(format(
                    "%-40s %10.0f %10.0f %16.0f",
                    step.name(),
                    step.millis().median(),
                    step.millis().p90(),
                    step.kafkaMillis().median()));
        }
        lines.add("");
        lines.add(format("%-40s %10s %10s", "processor time", "ms each", "share"));
        double all = total();
        used.used()
                .forEach((component, time) -> lines.add(format(
                        "%-40s %10.0f %9.0f %%",
                        component, processorMillisPerDeployment(time), 100 * time.toNanos() / all)));
        turn.failures().stream().limit(SHOWN).forEach(failure -> lines.add("failed: " + failure));
        turn.repeatedSwitches().stream().limit(SHOWN).forEach(reason -> lines.add("switched again: " + reason));
        return lines;
    }

    private ObjectNode json(Summary summary) {
        var tree = JSON.createObjectNode();
        tree.put("measurement", "pipeline");
        tree.put("deployments", turn.complete().size());
        tree.put("failed", turn.failures().size());
        tree.put("repeatedSwitches", turn.repeatedSwitches().size());
        tree.put("atOnce", atOnce);
        tree.put("seconds", rounded(seconds()));
        tree.put("deploymentsPerSecond", rounded(perSecond()));
        tree.set("millis", spread(summary.wholeMillis()));
        tree.put("kafkaShare", rounded(summary.kafkaShare()));
        var steps = tree.putArray("steps");
        for (var step : summary.steps()) {
            var node = steps.addObject().put("step", step.name());
            node.set("millis", spread(step.millis()));
            node.set("kafkaMillis", spread(step.kafkaMillis()));
        }
        var processors = tree.putObject("processorMillisPerDeployment");
        used.used()
                .forEach((component, time) -> processors.put(component, rounded(processorMillisPerDeployment(time))));
        tree.put("processors", Runtime.getRuntime().availableProcessors());
        var failures = tree.putArray("failures");
        turn.failures().stream().limit(SHOWN).forEach(failures::add);
        return tree;
    }

    private double total() {
        return Math.max(
                1, used.used().values().stream().mapToDouble(Duration::toNanos).sum());
    }

    private static ObjectNode spread(Summary.Spread spread) {
        return JSON.createObjectNode().put("median", rounded(spread.median())).put("p90", rounded(spread.p90()));
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
