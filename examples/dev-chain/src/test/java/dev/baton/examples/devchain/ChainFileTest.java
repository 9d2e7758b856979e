package dev.baton.examples.devchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainFileTest {

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123456Z");

    @TempDir
    private Path folder;

    @Test
    void readsBackWhatItWrote() throws IOException {
        ChainSettings settings = new ChainSettings(-7, 31337, TIME, Duration.ofMillis(250));
        ChainState state = new ChainState(12, TIME.plusSeconds(3), true, List.of(9L, 4L));
        ChainFile file = new ChainFile(folder.resolve("new"));
        file.write(settings, new ChainState(1, TIME, false, List.of()));
        file.write(settings, state);
        assertThat(file.read()).contains(new ChainFile.Saved(settings, state));
    }

    @Test
    void isEmptyInANewFolder() throws IOException {
        assertThat(new ChainFile(folder).read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"seed\": 1}", "{\"seed\": 1, \"unknown\": true}"})
    void namesTheFileThatItCannotRead(String content) throws IOException {
        Files.writeString(folder.resolve("chain.json"), content);
        assertThatThrownBy(() -> new ChainFile(folder).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chain.json is not a saved chain");
    }
}
