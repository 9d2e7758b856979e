package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * A time in which no traffic moves, such as a holiday.
 *
 * @param from its first minute on the wall clock, e.g. {@code 2026-12-23T18:00}
 * @param until its end on the wall clock, not part of it
 * @param reason why, for people
 */
public record Freeze(
        @JsonFormat(pattern = "yyyy-MM-dd'T'HH:mm") LocalDateTime from,
        @JsonFormat(pattern = "yyyy-MM-dd'T'HH:mm") LocalDateTime until,
        String reason) {

    public Freeze {
        if (!until.isAfter(from)) {
            throw new IllegalArgumentException("a freeze's until is after its from");
        }
    }

    /** Whether it is on. Where the clock shows {@code until} twice, it ends at the second time. */
    boolean covers(Instant at, ZoneId zone) {
        return !at.isBefore(from.atZone(zone).toInstant()) && at.isBefore(end(zone));
    }

    /** When it ends, not part of it. */
    Instant end(ZoneId zone) {
        return until.atZone(zone).withLaterOffsetAtOverlap().toInstant();
    }
}
