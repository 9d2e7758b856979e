package dev.baton.deployer.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputScanTest {
    private static final Pattern DONE = Pattern.compile("catchup (completed|done)$");

    @TempDir
    private Path directory;

    private Path output;
    private Path older;

    @BeforeEach
    void paths() {
        output = directory.resolve("output.log");
        older = directory.resolve("output.log.1");
    }

    @Test
    void findsTheLineOnceItHasEnded() throws IOException {
        OutputScan scan = new OutputScan(1, DONE, 0);
        assertThat(scan.found(output, older)).isFalse();
        print("starting\ncatchup comp");
        assertThat(scan.found(output, older)).isFalse();
        print("leted");
        assertThat(scan.found(output, older)).isFalse();
        print("\nserving\n");
        assertThat(scan.found(output, older)).isTrue();
        assertThat(scan.found(output, older)).isTrue();
    }

    @Test
    void whatAnEarlierRunPrintedDoesNotCount() throws IOException {
        print("catchup completed\n");
        OutputScan scan = new OutputScan(2, DONE, Files.size(output));
        assertThat(scan.found(output, older)).isFalse();
        print("catchup done\n");
        assertThat(scan.found(output, older)).isTrue();
    }

    @Test
    void findsTheLineWhereTheOutputWasMovedAway() throws IOException {
        OutputScan scan = new OutputScan(1, DONE, 0);
        print("starting\n");
        assertThat(scan.found(output, older)).isFalse();
        print("catchup done\n");
        Files.move(output, older);
        print("x\n");
        assertThat(scan.found(output, older)).isTrue();
    }

    @Test
    void findsTheLineBehindMoreThanIsReadAtOnce() throws IOException {
        for (int block = 0; block < 3; block++) {
            print(("y".repeat(1023) + "\n").repeat(1024));
        }
        print("z".repeat(2 * 1024 * 1024) + "\ncatchup done\n");
        assertThat(new OutputScan(1, DONE, 0).found(output, older)).isTrue();
    }

    private void print(String text) throws IOException {
        Files.writeString(output, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
