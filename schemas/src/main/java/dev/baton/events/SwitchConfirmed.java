package dev.baton.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/**
 * Probation is over without a breach.
 *
 * @param checks how many health checks passed
 * @param unknown what could not be looked at, such as a Prometheus query that was never answered
 */
public record SwitchConfirmed(
        long epoch,
        int checks,

        @JsonProperty("unknown") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> unknown)
        implements LifecycleEvent {

    public SwitchConfirmed {
        unknown = List.copyOf(Objects.requireNonNullElse(unknown, List.of()));
    }

    /** All that was to be looked at could be. */
    public SwitchConfirmed(long epoch, int checks) {
        this(epoch, checks, List.of());
    }
}
