package dev.baton.syncmonitor.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NginxFileTest {

    private static final String GREEN = "localhost:8081";
    private static final Instant NOW = Instant.parse("2026-03-01T03:12:04Z");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void sendsRequestsToBlue() throws IOException {
        file = folder.resolve("site.conf");
        write("upstream a { server 127.0.0.1:8080; }");
    }

    @Test
    void seesASwitchByAnEditInPlace() throws IOException {
        var watched = NginxFile.before(file, GREEN);
        assertThat(watched.look(NOW).switched()).isFalse();

        write("upstream a { server 127.0.0.1:8081; }");

        var seen = watched.look(NOW);
        assertThat(seen.switched()).isTrue();
        assertThat(seen.note().orElseThrow().text())
                .endsWith("sends requests to 127.0.0.1:8081 now, before to 127.0.0.1:8080");
        assertThat(watched.look(NOW)).isEqualTo(new NginxFile.Seen(false, Optional.empty()));
    }

    @Test
    void seesASwitchByAnotherFileInItsPlace() throws IOException {
        var watched = NginxFile.before(file, GREEN);
        var next = Files.writeString(folder.resolve("next"), "upstream a { server 127.0.0.1:8081; }");

        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);

        assertThat(watched.look(NOW).switched()).isTrue();
    }

    @Test
    void tellsOfAChangeThatIsNoSwitchToGreen() throws IOException {
        var watched = NginxFile.before(file, GREEN);

        write("upstream a { server 127.0.0.1:9999; }");

        var seen = watched.look(NOW);
        assertThat(seen.switched()).isFalse();
        assertThat(seen.note()).isPresent();
    }

    @Test
    void tellsOnceThatTheFileHasVanishedAndSeesTheSwitchWhenItIsBack() throws IOException {
        var watched = NginxFile.before(file, GREEN);
        Files.delete(file);

        assertThat(watched.look(NOW).note())
                .as("it may be in the middle of a rename")
                .isEmpty();
        assertThat(watched.look(NOW).note().orElseThrow().text()).contains("there is no such file", "Still looking");
        assertThat(watched.look(NOW).note()).isEmpty();

        write("upstream a { server 127.0.0.1:8081; }");
        assertThat(watched.look(NOW).switched()).isTrue();
    }

    @Test
    void tellsOfAFileThatSendsRequestsNowhere() throws IOException {
        var watched = NginxFile.before(file, GREEN);
        write("upstream a { # server 127.0.0.1:8080;\n # server 127.0.0.1:8081;\n }");

        watched.look(NOW);
        assertThat(watched.look(NOW).note().orElseThrow().text()).contains("no server any more");
        write("upstream a { server 127.0.0.1:8080; }");
        assertThat(watched.look(NOW).note().orElseThrow().text()).endsWith("is back");
    }

    @Test
    void refusesAFileFromWhichNothingCanBeLearned() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NginxFile.before(folder.resolve("none"), GREEN))
                .withMessageContaining("there is no such file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NginxFile.before(folder, GREEN))
                .withMessageContaining("it is a directory");
        write("server { listen 80; }");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NginxFile.before(file, GREEN))
                .withMessageContaining("names no upstream");
        write("upstream a { server 127.0.0.1:8081; }");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NginxFile.before(file, GREEN))
                .withMessageContaining("already");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }
}
