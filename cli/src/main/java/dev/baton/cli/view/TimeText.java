package dev.baton.cli.view;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as people read them: events have them to the nanosecond. */
public final class TimeText {
    private TimeText() {}

    /** To the second, in UTC: {@code 2026-03-01T01:00:00Z}. */
    public static String of(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
