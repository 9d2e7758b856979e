package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment that is proven ready waits for before the traffic moves to it by itself.
 *
 * @param soak how long it stays verified first, without a break; a person's promotion does not wait for that
 * @param zone where the clocks of windows and freezes stand
 * @param windows when the traffic may move; at any time where there are none
 * @param freezes when it may not, whatever the windows say
 * @param timeToLive how long after it was first verified a deployment is kept that nobody promotes
 */
public record Gates(
        Duration soak,
        ZoneId zone,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Window> windows,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Freeze> freezes,
        Duration timeToLive) {

    public static final Gates DEFAULT =
            new Gates(Duration.ZERO, ZoneId.of("UTC"), List.of(), List.of(), Duration.ofDays(7));

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    public Gates {
        windows = List.copyOf(windows);
        freezes = List.copyOf(freezes);
        if (soak.isNegative()) {
            throw new IllegalArgumentException("gates.soak is not negative");
        }
        if (timeToLive.isNegative() || timeToLive.isZero() || timeToLive.compareTo(soak) <= 0) {
            throw new IllegalArgumentException("gates.timeToLive is longer than gates.soak");
        }
    }

    @JsonCreator
    static Gates of(
            @JsonProperty("soak") @Nullable Duration soak,
            @JsonProperty("zone") @Nullable ZoneId zone,
            @JsonProperty("windows") @Nullable List<Window> windows,
            @JsonProperty("freezes") @Nullable List<Freeze> freezes,
            @JsonProperty("timeToLive") @Nullable Duration timeToLive) {
        return new Gates(
                Objects.requireNonNullElse(soak, DEFAULT.soak),
                Objects.requireNonNullElse(zone, DEFAULT.zone),
                Objects.requireNonNullElse(windows, List.of()),
                Objects.requireNonNullElse(freezes, List.of()),
                Objects.requireNonNullElse(timeToLive, DEFAULT.timeToLive));
    }

    /**
     * Why no window is open.
     *
     * @param reason for people, with local times
     * @param until when one opens; empty where none does within the next {@value #DAYS_AHEAD} days
     */
    public record Closed(String reason, Optional<Instant> until) {}

    private static final int DAYS_AHEAD = 400;

    /** Whether windows and freezes keep the traffic where it is at that time; empty where they do not. */
    public Optional<Closed> closedAt(Instant now) {
        var opening = opening(now);
        if (opening.filter(now::equals).isPresent()) {
            return Optional.empty();
        }
        var why = freezes.stream()
                .filter(freeze -> freeze.covers(now, zone))
                .findFirst()
                .map(freeze -> "frozen until %s: %s".formatted(CLOCK.format(freeze.until()), freeze.reason()))
                .orElse("no window is open");
        var next = opening.map(instant -> "%s; the next opens at %s (%s)"
                        .formatted(why, CLOCK.format(LocalDateTime.ofInstant(instant, zone)), zone))
                .orElse(why + "; none opens within %d days".formatted(DAYS_AHEAD));
        return Optional.of(new Closed(next, opening));
    }

    /** The first moment from then on at which a window is open and nothing is frozen. */
    private Optional<Instant> opening(Instant from) {
        var last = from.plus(Duration.ofDays(DAYS_AHEAD));
        Optional<Instant> candidate = Optional.of(from);
        while (candidate.isPresent() && candidate.get().isBefore(last)) {
            var at = candidate.get();
            var thawed = freezes.stream()
                    .filter(freeze -> freeze.covers(at, zone))
                    .map(freeze -> freeze.end(zone))
                    .max(Comparator.naturalOrder());
            if (thawed.isPresent()) {
                candidate = thawed;
                continue;
            }
            var window = windows.isEmpty() ? candidate : nextWindow(at);
            if (window.equals(candidate)) {
                return candidate;
            }
            candidate = window;
        }
        return Optional.empty();
    }

    private Optional<Instant> nextWindow(Instant at) {
        return windows.stream()
                .flatMap(window -> window.openFrom(at, zone).stream())
                .min(Comparator.naturalOrder());
    }
}
