package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.DayOfWeek;

/** A day of the week, in the three letters that cron uses. */
public enum Weekday {
    @JsonProperty("mon")
    MONDAY,
    @JsonProperty("tue")
    TUESDAY,
    @JsonProperty("wed")
    WEDNESDAY,
    @JsonProperty("thu")
    THURSDAY,
    @JsonProperty("fri")
    FRIDAY,
    @JsonProperty("sat")
    SATURDAY,
    @JsonProperty("sun")
    SUNDAY;

    static Weekday of(DayOfWeek day) {
        return values()[day.ordinal()];
    }
}
