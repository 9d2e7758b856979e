package dev.baton.syncmonitor.domain.sampling;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The tip that several sources agree on: the median of those that answer, never below what was agreed before. A source
 * that stalls, or a load-balanced provider that answers from a node far behind, so cannot pull the tip down and make a
 * lagging instance look caught up. Of two middle values the higher counts, for the same reason.
 *
 * @param highest the highest tip agreed so far, in blocks
 */
public record AgreedTip(OptionalLong highest) {

    /** Before the first look. */
    public static final AgreedTip NONE = new AgreedTip(OptionalLong.empty());

    /**
     * A source with what it answered.
     *
     * @param source its name
     */
    public record Answer(String source, Reading reading) {}

    /** The tip after these answers; unknown with every source's reason where none knows it. */
    public Reading agree(List<Answer> answers) {
        var heights = answers.stream()
                .map(Answer::reading)
                .flatMap(reading -> height(reading).stream())
                .sorted((one, other) -> Long.compare(one.value(), other.value()))
                .toList();
        if (heights.isEmpty()) {
            return new Reading.Unknown(
                    answers.isEmpty()
                            ? "the descriptor names no tip source"
                            : answers.stream().map(AgreedTip::complaint).collect(Collectors.joining("; ")));
        }
        var median = heights.get(heights.size() / 2);
        return highest.isPresent() && highest.getAsLong() > median.value()
                ? new Reading.Height(highest.getAsLong())
                : median;
    }

    /** What is remembered after that tip. */
    public AgreedTip after(Reading tip) {
        return switch (tip) {
            case Reading.Height known -> new AgreedTip(OptionalLong.of(known.value()));
            case Reading.Unknown _ -> this;
        };
    }

    private static Optional<Reading.Height> height(Reading reading) {
        return switch (reading) {
            case Reading.Height known -> Optional.of(known);
            case Reading.Unknown _ -> Optional.empty();
        };
    }

    private static String complaint(Answer answer) {
        return switch (answer.reading()) {
            case Reading.Height known -> answer.source() + ": " + known.value();
            case Reading.Unknown unknown -> answer.source() + ": " + unknown.reason();
        };
    }
}
