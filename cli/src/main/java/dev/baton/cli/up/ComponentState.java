package dev.baton.cli.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.codec.BatonJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;

/**
 * What the supervisor last saw of one component, as {@code run/<component>.json} says.
 *
 * @param pid its process; with {@code phase} WAITING the one that ended
 * @param startedAt when the supervisor started or adopted it
 * @param address where it listens, {@code host:port}
 * @param readyAfterMs milliseconds from its start until it answered; absent while it has not
 * @param restarts how often it was started again since the supervisor runs
 */
public record ComponentState(
        Component component,
        long pid,
        Instant startedAt,
        String address,
        Phase phase,
        Optional<Long> readyAfterMs,
        int restarts) {

    /** Where a component is on its way. */
    public enum Phase {
        /** Its process runs and does not answer yet. */
        STARTING,
        /** It answered. */
        READY,
        /** It ended and is started again after a pause. */
        WAITING
    }

    /** Reads what was last written; empty when nothing was, or nothing readable. */
    public static Optional<ComponentState> read(Layout layout, Component component) {
        try {
            return Optional.of(
                    BatonJson.mapper().readValue(Files.readAllBytes(layout.state(component)), ComponentState.class));
        } catch (NoSuchFileException | JsonProcessingException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Layout layout) {
        WholeFile.write(layout.state(component), this);
    }

    /** Where it listens. */
    int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
