package dev.baton.syncmonitor.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.DeploymentId;
import dev.baton.syncmonitor.Story;
import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.sampling.AgreedTip.Answer;
import dev.baton.syncmonitor.domain.sampling.Look;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.sampling.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesFilesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final DeploymentId GREEN = Story.deployment(2);
    private static final Terms TERMS = new Terms(
            2,
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(60),
            true,
            Optional.empty());

    @TempDir
    private Path directory;

    @Test
    void givesAnotherProcessWhatItKept() throws IOException {
        files().save(GREEN, learned(1));
        files().save(GREEN, learned(9));

        assertThat(files().load(GREEN)).contains(learned(9));
        assertThat(files().load(Story.deployment(3))).isEmpty();
        try (var left = Files.list(directory.resolve("kept"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void keepsASeriesThatHasLearnedNothingYet() {
        files().save(GREEN, Series.START);

        assertThat(files().load(GREEN)).contains(Series.START);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{\"format\": 2}",
                "{\"format\": 2, \"series\": null}",
                "{\"format\": 2, \"series\": {\"sequence\": 3}}",
                "\u0000\u0000\u0000\u0000"
            })
    void takesADamagedFileForNone(String content) throws IOException {
        files().save(GREEN, learned(9));
        Files.writeString(file(), content);

        assertThat(files().load(GREEN)).isEmpty();
        files().save(GREEN, learned(9));
        assertThat(files().load(GREEN)).contains(learned(9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"agreed", "sources", "hold", "pace", "haste", "readAt", "trend", "points", "a"})
    void takesAFileInWhichSomethingIsNothingForNone(String part) throws IOException {
        files().save(GREEN, learned(9));
        var whole = Files.readString(file());
        var damaged = whole.replaceFirst("\"" + part + "\":(\\{|\\[|\"[^\"]*\")", "\"" + part + "\":null,\"x\":$1");
        assertThat(damaged).isNotEqualTo(whole);
        Files.writeString(file(), damaged);

        assertThat(files().load(GREEN)).isEmpty();
    }

    @Test
    void takesAFileThatEndsAnywhereForNone() throws IOException {
        files().save(GREEN, learned(9));
        var whole = Files.readString(file());
        for (var length = 0; length < whole.length(); length += 7) {
            Files.writeString(file(), whole.substring(0, length));

            assertThat(files().load(GREEN)).as("%d characters", length).isEmpty();
        }
    }

    @Test
    void takesAFileOfAnotherFormatForNone() throws IOException {
        files().save(GREEN, learned(9));
        Files.writeString(file(), Files.readString(file()).replace("\"format\":2", "\"format\":3"));

        assertThat(files().load(GREEN)).isEmpty();
    }

    @Test
    void removesWhatIsTooOldToGoOnWith() throws IOException {
        files().save(GREEN, learned(9));
        Files.setLastModifiedTime(file(), FileTime.from(NOW.minus(Duration.ofMinutes(59))));
        files();
        assertThat(file()).exists();

        Files.setLastModifiedTime(file(), FileTime.from(NOW.minus(Duration.ofMinutes(61))));
        files();
        assertThat(file()).doesNotExist();
    }

    @Test
    void doesNotFailWhereNothingCanBeKept() throws IOException {
        Files.writeString(directory.resolve("kept"), "a file where a folder should be");

        files().save(GREEN, learned(9));

        assertThat(files().load(GREEN)).isEmpty();
    }

    private static Series learned(int looks) {
        var series = Series.START;
        for (var second = 0; second < looks; second++) {
            var answers = List.of(
                    new Answer("a", new Reading.Height(100L + second, Optional.of("0x" + second), second == 6)),
                    new Answer("b", second % 3 == 0 ? new Reading.Unknown("slow") : new Reading.Height(100L + second)));
            var look = new Look(
                    NOW.plusSeconds(second).plusNanos(123_456_789),
                    new Reading.Height(90L + 2L * second),
                    answers,
                    Optional.empty());
            series = series.observe(look, TERMS).next();
        }
        return series;
    }

    private SeriesFiles files() {
        return new SeriesFiles(directory.resolve("kept"), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Path file() {
        return directory.resolve("kept").resolve(GREEN + ".json");
    }
}
