package dev.baton.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Probation is over: without a breach, or with one that there was no way back from.
 *
 * @param checks how many health checks passed
 * @param unknown what could not be looked at, such as a Prometheus query that was never answered
 * @param breach why the version would have been rolled back, and why it was not; empty where it passed
 */
public record SwitchConfirmed(
        long epoch,
        int checks,

        @JsonProperty("unknown") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> unknown,

        Optional<String> breach)
        implements LifecycleEvent {

    public SwitchConfirmed {
        unknown = List.copyOf(Objects.requireNonNullElse(unknown, List.of()));
    }

    /** All that was to be looked at could be. */
    public SwitchConfirmed(long epoch, int checks) {
        this(epoch, checks, List.of(), Optional.empty());
    }
}
