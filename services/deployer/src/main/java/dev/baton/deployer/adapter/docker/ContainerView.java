package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.HealthStateLog;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.baton.deployer.domain.Exit;
import dev.baton.descriptor.ByteSize;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A container of an instance as the engine tells it.
 *
 * @param name its name within the instance
 * @param place which of the instance's containers it is, counted from 1
 * @param places how many the instance has
 * @param once whether it runs to its end
 * @param serving whether it serves users
 * @param healthMatters whether its health check decides when the instance can serve
 * @param run which start of it this container is
 * @param restarts how often the engine has started it again since
 * @param code its last exit code; empty while it runs
 * @param memory its limit
 * @param healthOutput what its last health check said
 * @param error why the engine could not start it; empty where it could
 */
record ContainerView(
        String id,
        String name,
        int place,
        int places,
        boolean once,
        boolean serving,
        boolean healthMatters,
        int run,
        int restarts,
        Status status,
        OptionalInt code,
        boolean outOfMemory,
        Optional<ByteSize> memory,
        Instant startedAt,
        Instant finishedAt,
        Health health,
        String healthOutput,
        String error) {

    /** What it is doing. */
    enum Status {
        /** Made, never started. */
        CREATED,
        /** It runs. */
        RUNNING,
        /** It ended, and the engine is about to start it again. */
        RESTARTING,
        /** It ended, and stays so. */
        ENDED
    }

    /** What its health check says. */
    enum Health {
        /** It has none. */
        NONE,
        /** Not yet healthy, or not any more. */
        WAITING,
        /** The last answer was good. */
        HEALTHY
    }

    static ContainerView of(InspectContainerResponse told) {
        Map<String, String> labels =
                Optional.ofNullable(told.getConfig().getLabels()).orElse(Map.of());
        ContainerState state = told.getState();
        Status status = status(state);
        String[] place = labels.getOrDefault(Labels.PLACE, "1/1").split("/", 2);
        Optional<HealthState> health = Optional.ofNullable(state.getHealth());
        return new ContainerView(
                told.getId(),
                labels.getOrDefault(Labels.CONTAINER, ""),
                Integer.parseInt(place[0]),
                Integer.parseInt(place[1]),
                labels.containsKey(Labels.ONCE),
                labels.containsKey(Labels.SERVING),
                labels.containsKey(Labels.HEALTH_MATTERS),
                Integer.parseInt(labels.getOrDefault(Labels.RUN, "1")),
                Optional.ofNullable(told.getRestartCount()).orElse(0),
                status,
                status == Status.RUNNING || status == Status.CREATED
                        ? OptionalInt.empty()
                        : OptionalInt.of(Optional.ofNullable(state.getExitCodeLong())
                                .orElse(0L)
                                .intValue()),
                Boolean.TRUE.equals(state.getOOMKilled()),
                Optional.ofNullable(told.getHostConfig().getMemory())
                        .filter(bytes -> bytes > 0)
                        .map(ByteSize::new),
                instant(state.getStartedAt()),
                instant(state.getFinishedAt()),
                health.map(ContainerView::health).orElse(Health.NONE),
                health.map(HealthState::getLog).filter(log -> !log.isEmpty()).map(List::getLast).stream()
                        .map(HealthStateLog::getOutput)
                        .findFirst()
                        .orElse("")
                        .strip(),
                Optional.ofNullable(state.getError()).orElse(""));
    }

    /** How often this container, and those of its name before it, have ended by themselves. */
    int ended() {
        return run - 1 + restarts + (failed() ? 1 : 0);
    }

    /** It ran to its end, as it should. */
    boolean done() {
        return once && status == Status.ENDED && code.equals(OptionalInt.of(0));
    }

    /** It ended, which it should not, and nobody starts it again. */
    boolean failed() {
        return status == Status.ENDED && !done();
    }

    boolean runs() {
        return status == Status.RUNNING;
    }

    /** Its last exit, so far as the container itself tells. */
    Exit exit() {
        return exit(code, outOfMemory);
    }

    Exit exit(OptionalInt exitCode, boolean memoryUsedUp) {
        Optional<String> why = memoryUsedUp
                ? Optional.of("out of memory"
                        + memory.map(limit -> ": its limit is " + limit).orElse(""))
                : Optional.of(error).filter(text -> !text.isEmpty());
        return new Exit(exitCode, Optional.of(name), why, once);
    }

    private static Health health(HealthState state) {
        return switch (Optional.ofNullable(state.getStatus()).orElse("none")) {
            case "none" -> Health.NONE;
            case "healthy" -> Health.HEALTHY;
            default -> Health.WAITING;
        };
    }

    private static Status status(ContainerState state) {
        if (Boolean.TRUE.equals(state.getRestarting())) {
            return Status.RESTARTING;
        }
        if (Boolean.TRUE.equals(state.getRunning())) {
            return Status.RUNNING;
        }
        return "created".equals(state.getStatus()) ? Status.CREATED : Status.ENDED;
    }

    /** The engine writes year 1 for what has not happened. */
    private static Instant instant(String text) {
        Instant told = text == null || text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        return told.isBefore(Instant.EPOCH) ? Instant.EPOCH : told;
    }
}
