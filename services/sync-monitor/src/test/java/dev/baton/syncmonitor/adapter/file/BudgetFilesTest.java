package dev.baton.syncmonitor.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.syncmonitor.domain.sampling.BudgetStore.Remainder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetFilesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Remainder LEFT = new Remainder(12.25, NOW);

    @TempDir
    private Path directory;

    @Test
    void givesAnotherProcessWhatItKeptForThatAccountOnly() {
        files().save("a", new Remainder(99, NOW.minusSeconds(1)));
        files().save("a", LEFT);

        assertThat(files().load("a")).contains(LEFT);
        assertThat(files().load("b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "{\"format\": 1}",
                "{\"format\":1,\"remainder\":{\"calls\":7}}",
                "{\"format\":1,\"remainder\":{\"calls\":1e999,\"at\":\"2026-01-01T00:00:00Z\"}}",
                "{\"format\":2,\"remainder\":{\"calls\":7,\"at\":\"2026-01-01T00:00:00Z\"}}",
                "\u0000\u0000\u0000\u0000"
            })
    void takesAFileThatIsDamagedOrOfAnotherFormatForNone(String content) throws IOException {
        files().save("a", LEFT);
        Files.writeString(file(), content);

        assertThat(files().load("a")).isEmpty();
        files().save("a", LEFT);
        assertThat(files().load("a")).contains(LEFT);
    }

    @Test
    void removesWhatNobodyCameBackFor() throws IOException {
        files().save("a", LEFT);
        Files.setLastModifiedTime(file(), FileTime.from(NOW.minus(Duration.ofHours(47))));
        files();
        assertThat(file()).exists();
        Files.setLastModifiedTime(file(), FileTime.from(NOW.minus(Duration.ofHours(49))));
        files();
        assertThat(file()).doesNotExist();
    }

    @Test
    void doesNotFailWhereNothingCanBeKept() throws IOException {
        Files.writeString(directory.resolve("kept"), "a file where a folder should be");

        files().save("a", LEFT);

        assertThat(files().load("a")).isEmpty();
    }

    private BudgetFiles files() {
        return new BudgetFiles(directory.resolve("kept"), NOW);
    }

    private Path file() {
        return directory.resolve("kept").resolve("a.json");
    }
}
