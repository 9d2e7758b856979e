package dev.baton.router.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the connections end that are still open to a standby: evenly over the last part of its time, so that those who
 * come back by themselves do not all come at once.
 *
 * @param begun when the first look fell into that part
 * @param end when none is to be left
 * @param count how many there were when it began
 */
public record Drain(Instant begun, Instant end, int count) {

    /**
     * Begins with this look where it is time.
     *
     * @param until when the standby's instance may be stopped
     * @param keep how long it is kept in all; at least the first half of that stays undisturbed
     * @param over the longest part that is used; nothing: connections are left to end with the instance
     * @param pause between two looks
     */
    public static Optional<Drain> begin(
            Instant until, Duration keep, Duration over, int open, Instant now, Duration pause) {
        var half = keep.dividedBy(2);
        var part = half.compareTo(over) < 0 ? half : over;
        return over.isZero() || open == 0 || now.isBefore(until.minus(part))
                ? Optional.empty()
                : Optional.of(new Drain(now, until.minus(pause.multipliedBy(2)), open));
    }

    /** How many of those that are open are to be closed now. */
    public int due(int open, Instant now) {
        if (!now.isBefore(end)) {
            return open;
        }
        var left = Duration.between(now, end).toMillis();
        var whole = Duration.between(begun, end).toMillis();
        return Math.max(0, open - Math.toIntExact((count * left + whole - 1) / whole));
    }
}
