package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A time of the week in which traffic may move.
 *
 * @param days the days on which it begins; every day where there are none
 * @param from its first minute on the wall clock
 * @param to its end on the wall clock, not part of it; on the next day where that is not after {@code from}
 */
public record Window(
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Weekday> days,
        @JsonFormat(pattern = "HH:mm") LocalTime from,
        @JsonFormat(pattern = "HH:mm") LocalTime to) {

    private static final int DAYS_OF_A_WEEK = 7;

    public Window {
        days = List.copyOf(days);
    }

    @JsonCreator
    static Window of(
            @JsonProperty("days") @Nullable List<Weekday> days,
            @JsonProperty(value = "from", required = true) LocalTime from,
            @JsonProperty(value = "to", required = true) LocalTime to) {
        return new Window(Objects.requireNonNullElse(days, List.of()), from, to);
    }

    /** The first moment from then on at which it is open: then, where it is open already. */
    Optional<Instant> openFrom(Instant at, ZoneId zone) {
        var today = LocalDate.ofInstant(at, zone);
        // The one that began yesterday may go on past midnight.
        return IntStream.rangeClosed(-1, DAYS_OF_A_WEEK)
                .mapToObj(today::plusDays)
                .filter(this::beginsOn)
                .filter(day -> endOf(day, zone).isAfter(at))
                .map(day -> day.atTime(from).atZone(zone).toInstant())
                .findFirst()
                .map(begin -> begin.isAfter(at) ? begin : at);
    }

    private boolean beginsOn(LocalDate day) {
        return days.isEmpty() || days.contains(Weekday.of(day.getDayOfWeek()));
    }

    private Instant endOf(LocalDate day, ZoneId zone) {
        var last = to.isAfter(from) ? day : day.plusDays(1);
        return last.atTime(to).atZone(zone).toInstant();
    }
}
