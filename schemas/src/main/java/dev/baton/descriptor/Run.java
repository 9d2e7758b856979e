package dev.baton.descriptor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How an instance is started, seen to be healthy, and stopped.
 *
 * @param runtime what it runs as
 * @param process the program to run; there with {@link RuntimeKind#PROCESS} and with nothing else
 * @param containers what to run, in this order; there with {@link RuntimeKind#DOCKER} and with nothing else
 * @param networks Docker networks that exist and that every container is attached to, beside the deployment's own
 * @param environment variables of the instance, beside those that Baton sets (PORT, DATABASE_URL, BATON_…)
 * @param health the path that answers 200 when the instance can serve, whether or not it has caught up
 * @param startTimeout how long it may take from the start to the first healthy answer
 * @param stopGrace how long it may take to stop after the polite signal
 * @param restarts how many exits of a green are tolerated before it has failed
 */
public record Run(
        RuntimeKind runtime,
        Optional<Command> process,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Container> containers,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> networks,
        Map<String, EnvironmentValue> environment,
        String health,
        Duration startTimeout,
        Duration stopGrace,
        int restarts) {

    public static final String DEFAULT_HEALTH = "/health";
    public static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(60);
    public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(10);
    public static final int DEFAULT_RESTARTS = 3;

    public Run {
        containers = List.copyOf(containers);
        networks = List.copyOf(networks);
        if (process.isPresent() != (runtime == RuntimeKind.PROCESS)
                || containers.isEmpty() != (runtime == RuntimeKind.PROCESS)) {
            throw new IllegalArgumentException(
                    "run has a process where run.runtime is process, and containers where it is docker");
        }
        if (runtime == RuntimeKind.DOCKER
                && containers.stream().filter(c -> c.port().isPresent()).count() != 1) {
            throw new IllegalArgumentException("exactly one of run.containers has a port, the one that serves users");
        }
        // Sorted, so that the same descriptor is always written the same way.
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
        if (!health.startsWith("/")) {
            throw new IllegalArgumentException("run.health is a path and begins with a slash");
        }
        if (startTimeout.isNegative() || startTimeout.isZero() || stopGrace.isNegative() || restarts < 0) {
            throw new IllegalArgumentException("run.startTimeout is positive, stopGrace and restarts are not negative");
        }
    }

    @JsonCreator
    static Run of(
            @JsonProperty("runtime") @Nullable RuntimeKind runtime,
            @JsonProperty("process") @Nullable Command process,
            @JsonProperty("containers") @Nullable List<Container> containers,
            @JsonProperty("networks") @Nullable List<String> networks,
            @JsonProperty("environment") @Nullable Map<String, EnvironmentValue> environment,
            @JsonProperty("health") @Nullable String health,
            @JsonProperty("startTimeout") @Nullable Duration startTimeout,
            @JsonProperty("stopGrace") @Nullable Duration stopGrace,
            @JsonProperty("restarts") @Nullable Integer restarts) {
        return new Run(
                Objects.requireNonNullElse(runtime, RuntimeKind.PROCESS),
                Optional.ofNullable(process),
                Objects.requireNonNullElse(containers, List.of()),
                Objects.requireNonNullElse(networks, List.of()),
                Objects.requireNonNullElse(environment, Map.of()),
                Objects.requireNonNullElse(health, DEFAULT_HEALTH),
                Objects.requireNonNullElse(startTimeout, DEFAULT_START_TIMEOUT),
                Objects.requireNonNullElse(stopGrace, DEFAULT_STOP_GRACE),
                Objects.requireNonNullElse(restarts, DEFAULT_RESTARTS));
    }

    /** The container that serves users, where the instance runs as containers. */
    @JsonIgnore
    public Optional<Container> serving() {
        return containers.stream().filter(c -> c.port().isPresent()).findFirst();
    }

    /**
     * A program with its arguments; no shell reads them. {@code {version}} and {@code {port}} are replaced.
     *
     * @param command the program and its arguments
     * @param directory where it runs; an absolute path by the time it is in an event, the deployment's own folder where
     *     empty
     */
    public record Command(List<String> command, Optional<String> directory) {

        public Command {
            command = List.copyOf(command);
            if (command.isEmpty() || command.getFirst().isBlank()) {
                throw new IllegalArgumentException("run.process.command names a program");
            }
        }
    }
}
