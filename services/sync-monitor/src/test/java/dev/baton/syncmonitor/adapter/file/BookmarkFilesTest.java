package dev.baton.syncmonitor.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.syncmonitor.Story;
import dev.baton.syncmonitor.domain.verification.BookmarkStore.Pairing;
import dev.baton.syncmonitor.domain.verification.Bookmarks.Bookmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BookmarkFilesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Pairing PAIRING = new Pairing(Story.deployment(2), Optional.of(Story.deployment(1)), NOW);
    private static final Map<String, Bookmark> TABLES =
            Map.of("t", new Bookmark(List.of("a", "b"), 12), "u", new Bookmark(List.of(), 1L << 60));

    @TempDir
    private Path directory;

    @Test
    void givesAnotherProcessWhatItKept() throws IOException {
        files().save(PAIRING, Map.of("t", new Bookmark(List.of("a"), 1)));
        files().save(PAIRING, TABLES);

        assertThat(files().load(PAIRING)).isEqualTo(TABLES);
        try (var left = Files.list(directory.resolve("kept"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void givesNothingForAnotherGreenAnotherBlueOrAnotherStretchOfReadiness() {
        files().save(PAIRING, TABLES);

        assertThat(files().load(new Pairing(Story.deployment(3), PAIRING.blue(), NOW)))
                .isEmpty();
        assertThat(files().load(new Pairing(PAIRING.green(), Optional.of(Story.deployment(3)), NOW)))
                .isEmpty();
        assertThat(files().load(new Pairing(PAIRING.green(), Optional.empty(), NOW)))
                .isEmpty();
        assertThat(files().load(new Pairing(PAIRING.green(), PAIRING.blue(), NOW.plusNanos(1_000))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{\"format\": 1}", "\u0000\u0000\u0000\u0000"})
    void takesADamagedFileForNone(String content) throws IOException {
        files().save(PAIRING, TABLES);
        Files.writeString(file(), content);

        assertThat(files().load(PAIRING)).isEmpty();
        files().save(PAIRING, TABLES);
        assertThat(files().load(PAIRING)).isEqualTo(TABLES);
    }

    @Test
    void takesAFileOfAnotherFormatForNone() throws IOException {
        files().save(PAIRING, TABLES);
        Files.writeString(file(), Files.readString(file()).replace("\"format\":1", "\"format\":2"));

        assertThat(files().load(PAIRING)).isEmpty();
    }

    @Test
    void forgetsWhatHasComeToAnEndAndWhatNobodyCameBackFor() throws IOException {
        files().save(PAIRING, TABLES);
        files().forget(PAIRING.green());
        assertThat(file()).doesNotExist();

        files().save(PAIRING, TABLES);
        Files.setLastModifiedTime(file(), FileTime.from(NOW.minus(Duration.ofDays(6))));
        files();
        assertThat(file()).exists();
        Files.setLastModifiedTime(file(), FileTime.from(NOW.minus(Duration.ofDays(8))));
        files();
        assertThat(file()).doesNotExist();
    }

    @Test
    void doesNotFailWhereNothingCanBeKept() throws IOException {
        Files.writeString(directory.resolve("kept"), "a file where a folder should be");

        files().save(PAIRING, TABLES);
        files().forget(PAIRING.green());

        assertThat(files().load(PAIRING)).isEmpty();
    }

    private BookmarkFiles files() {
        return new BookmarkFiles(directory.resolve("kept"), NOW);
    }

    private Path file() {
        return directory.resolve("kept").resolve(PAIRING.green() + ".json");
    }
}
