package dev.baton.deployer.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deployer.domain.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLogTest {
    private static final Redaction NOTHING_SECRET = Redaction.of(List.of());

    @TempDir
    private Path directory;

    @Test
    void beginsANewFilePastItsLimitAndTheWriterGoesOnInIt() throws IOException {
        Path file = directory.resolve("output.log");
        OutputLog log = new OutputLog(file, 10);
        try (var writer = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            writer.write("short\n".getBytes());
            log.rotate();
            assertThat(log.lastLines(NOTHING_SECRET)).containsExactly("short");

            writer.write("longer than ten\n".getBytes());
            log.rotate();
            writer.write("new\n".getBytes());
        }
        assertThat(log.lastLines(NOTHING_SECRET)).containsExactly("new");
        assertThat(directory.resolve("output.log.1")).hasContent("short\nlonger than ten\n");
    }

    @Test
    void secretThatTheCutSplitsIsNotShownInPart() throws IOException {
        Path file = directory.resolve("output.log");
        // The tail begins within the secret: what is left of it would not be recognised.
        String secret = "s3cr3t-".repeat(20);
        Files.writeString(file, secret + "\n" + "x".repeat(64 * 1024 - 30) + "\n");

        assertThat(new OutputLog(file, Long.MAX_VALUE).lastLines(Redaction.of(List.of(secret))))
                .noneMatch(line -> line.contains("s3cr3t"));
    }

    @Test
    void secretThatTheCutOfALineSplitsIsNotShownInPart() throws IOException {
        Path file = directory.resolve("output.log");
        Files.writeString(file, "y".repeat(495) + "s3cr3t-value\n");

        assertThat(new OutputLog(file, Long.MAX_VALUE).lastLines(Redaction.of(List.of("s3cr3t-value"))))
                .containsExactly("y".repeat(495) + "***");
    }
}
