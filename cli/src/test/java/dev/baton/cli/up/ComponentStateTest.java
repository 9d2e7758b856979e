package dev.baton.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentStateTest {
    @Test
    void isReadAsItWasWritten(@TempDir Path directory) {
        var layout = Layout.create(directory);
        var state = new ComponentState(
                Component.SYNC_MONITOR,
                42,
                Instant.parse("2026-01-01T00:00:00Z"),
                "127.0.0.1:18082",
                ComponentState.Phase.READY,
                Optional.of(1_500L),
                2);

        state.write(layout);

        assertThat(ComponentState.read(layout, Component.SYNC_MONITOR)).contains(state);
        assertThat(state.port()).isEqualTo(18082);
    }

    @Test
    void isAbsentWhenNothingReadableIsThere(@TempDir Path directory) throws Exception {
        var layout = Layout.create(directory);

        assertThat(ComponentState.read(layout, Component.KAFKA)).isEmpty();

        Files.writeString(layout.state(Component.KAFKA), "{\"component\":\"kaf");
        assertThat(ComponentState.read(layout, Component.KAFKA)).isEmpty();
    }
}
