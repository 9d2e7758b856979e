package dev.baton.cli.view;

import dev.baton.model.Condition;
import java.util.List;
import java.util.stream.Collectors;

/** What stands in the way of being ready, on one line. */
final class ObstacleText {
    private ObstacleText() {}

    /**
     * For example {@code lag is 412 blocks, must be at most 2 blocks}. That it has not lasted long enough says nothing
     * where something else is missing.
     *
     * @param unmet the conditions that do not hold
     */
    static String of(List<Condition> unmet) {
        var telling = unmet.stream()
                .filter(condition -> !condition.name().equals("stable"))
                .toList();
        var shown = telling.isEmpty() ? unmet : telling;
        return shown.isEmpty()
                ? "nothing stands in the way any more; the proof is about to be given"
                : shown.stream()
                        .map(ObstacleText::of)
                        .map(ConditionText::readable)
                        .collect(Collectors.joining("; "));
    }

    /** Of the awaited line of output there is nothing to compare. */
    private static String of(Condition condition) {
        return condition.name().equals("log")
                ? condition.value()
                : condition.name() + " is " + condition.value() + ", must be " + condition.bound();
    }
}
