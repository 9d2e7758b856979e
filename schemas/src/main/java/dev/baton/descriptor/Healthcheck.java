package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the engine asks a container for its health, as Docker's HEALTHCHECK does.
 *
 * @param command run inside the container; exit code 0 is healthy
 * @param interval between two questions
 * @param timeout for one answer
 * @param retries how many answers in a row must be bad
 */
public record Healthcheck(List<String> command, Duration interval, Duration timeout, int retries) {

    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    public static final int DEFAULT_RETRIES = 10;

    public Healthcheck {
        command = List.copyOf(command);
        if (command.isEmpty() || command.getFirst().isBlank()) {
            throw new IllegalArgumentException("healthcheck.command names a program");
        }
        if (interval.isNegative() || interval.isZero() || timeout.isNegative() || timeout.isZero() || retries < 1) {
            throw new IllegalArgumentException("healthcheck.interval, timeout and retries are positive");
        }
    }

    @JsonCreator
    static Healthcheck of(
            @JsonProperty(value = "command", required = true) List<String> command,
            @JsonProperty("interval") @Nullable Duration interval,
            @JsonProperty("timeout") @Nullable Duration timeout,
            @JsonProperty("retries") @Nullable Integer retries) {
        return new Healthcheck(
                command,
                Objects.requireNonNullElse(interval, DEFAULT_INTERVAL),
                Objects.requireNonNullElse(timeout, DEFAULT_TIMEOUT),
                Objects.requireNonNullElse(retries, DEFAULT_RETRIES));
    }
}
