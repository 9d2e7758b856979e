package dev.baton.cli.view;

import dev.baton.cli.client.Explanation.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Conditions of readiness, for people: a line each, and below one that does not hold what would make it hold. */
final class ConditionText {
    private static final Pattern MILLIS = Pattern.compile("\\b([0-9]{4,15}) ms\\b");
    private static final String GAP = "  ";

    /** Longer ones push what follows them aside in their own line only, so that all lines stay short. */
    private static final int WIDEST = 34;

    private ConditionText() {}

    /** The text with times of a second and more as people say them. */
    static String readable(String text) {
        return MILLIS.matcher(text)
                .replaceAll(found -> ProgressText.duration(Duration.ofMillis(Long.parseLong(found.group(1)))));
    }

    /**
     * The lines, each ended.
     *
     * @param lasting says for how long a condition has been as it is
     */
    static String of(List<Condition> all, Function<Condition, String> lasting) {
        int names = width(all, Condition::name);
        int values = width(all, condition -> readable(condition.value()));
        int times = width(all, lasting);
        var text = new StringBuilder();
        for (var condition : all) {
            text.append(condition.holds() ? "✓ " : "✗ ")
                    .append(padded(condition.name(), names))
                    .append(padded(readable(condition.value()), values))
                    .append(padded("for " + lasting.apply(condition), times + "for ".length()))
                    .append("must be: ")
                    .append(readable(condition.bound()))
                    .append('\n');
            remedy(condition)
                    .ifPresent(remedy -> text.append(" ".repeat(2 + names + GAP.length()))
                            .append("→ ")
                            .append(remedy)
                            .append('\n'));
        }
        return text.toString();
    }

    private static Optional<String> remedy(Condition condition) {
        return condition.remedy().map(ConditionText::readable);
    }

    private static int width(List<Condition> all, Function<Condition, String> cell) {
        return Math.min(
                WIDEST,
                all.stream().mapToInt(it -> cell.apply(it).length()).max().orElse(0));
    }

    private static String padded(String cell, int width) {
        return cell + " ".repeat(Math.max(0, width - cell.length())) + GAP;
    }
}
