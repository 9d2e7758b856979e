package dev.baton.model;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 24h}, {@code 7d}, or ISO 8601. */
public final class Durations {

    /** What a person may write; ISO 8601 is accepted beside it. */
    public static final String GRAMMAR = "[0-9]{1,9}(ms|s|m|h|d)";

    private static final Pattern SHORT = Pattern.compile(GRAMMAR);

    private Durations() {}

    /** @throws IllegalArgumentException where the text has neither form */
    public static Duration parse(String text) {
        var matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            var unit = matcher.group(1);
            var amount = Long.parseLong(text.substring(0, text.length() - unit.length()));
            return switch (unit) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException(
                    "a duration is written like 500ms, 10s, 5m, 24h or 7d; this is not: " + Text.quoted(text),
                    malformed);
        }
    }

    /** The duration as {@link #parse} reads it, in the largest unit that it is a multiple of: {@code 90s}, {@code 2h}. */
    public static String text(Duration duration) {
        if (!duration.equals(duration.truncatedTo(ChronoUnit.SECONDS))) {
            return duration.toMillis() + "ms";
        }
        var seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3_600 != 0) {
            return duration.toMinutes() + "m";
        }
        return seconds % 86_400 == 0 ? duration.toDays() + "d" : duration.toHours() + "h";
    }
}
