package dev.baton.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorFileTest {
    private static final String SMALLEST = """
            name: my-indexer
            run:
              process: {command: [./indexer]}
            database:
              postgres: {server: "postgresql://me@127.0.0.1:5432/postgres"}
            sync:
              height: {sql: "SELECT max(height) FROM blocks"}
              tip: [{evm: {url: "http://127.0.0.1:8545"}}]
            verify:
              blocks: "SELECT height, hash FROM blocks"
            route:
              listen: 8080
            """;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile(@TempDir Path folder) {
        file = folder.resolve("baton.yaml");
    }

    @Test
    void makesTheDirectoryAbsoluteFromWhereTheFileLies() throws Exception {
        Files.writeString(file, SMALLEST.replace("command: [", "directory: ../srv, command: ["));

        var json = new DescriptorFile(file).require().json();

        assertThat(json.at("/run/process/directory").asText())
                .isEqualTo(Objects.requireNonNull(file.getParent())
                        .resolveSibling("srv")
                        .toString());
    }

    @Test
    void makesArchivesAndIncludedFilesAbsoluteAsWell() throws Exception {
        Files.writeString(
                file,
                SMALLEST.replace("process: {command: [./indexer]}", """
                                runtime: docker
                                  containers:
                                    - {name: api, image: "indexer:{version}", archive: "images/{version}.tar", port: 80}
                                """.strip())
                        .replace(
                                "listen: 8080",
                                "listen: 8080\n  include: {http: [site/http.conf], server: [/etc/tls.conf]}"));

        var json = new DescriptorFile(file).require().json();

        var folder = Objects.requireNonNull(file.getParent());
        assertThat(json.at("/run/containers/0/archive").asText())
                .isEqualTo(folder.resolve("images/{version}.tar").toString());
        assertThat(json.at("/route/include/http/0").asText())
                .isEqualTo(folder.resolve("site/http.conf").toString());
        assertThat(json.at("/route/include/server/0").asText()).isEqualTo("/etc/tls.conf");
    }

    @Test
    void leavesOutWhatWasLeftOut() throws Exception {
        Files.writeString(file, SMALLEST);

        var json = new DescriptorFile(file).require().json();

        assertThat(json.at("/run/process").has("directory")).isFalse();
    }

    @Test
    void namesEveryFaultAsCompilersDo() throws Exception {
        Files.writeString(file, SMALLEST.replace("my-indexer", "\"my;indexer\"").replace("8080", "70000"));

        assertThatThrownBy(() -> new DescriptorFile(file).require())
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(2))
                .hasMessageContaining(file + ":1:")
                .hasMessageContaining(file + ":12:");
    }

    @Test
    void saysWhatIsWrongWithTheFileItself() throws Exception {
        assertThatThrownBy(() -> new DescriptorFile(file).read()).hasMessageContaining("there is no such file");

        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> new DescriptorFile(file).read()).hasMessageContaining("not text in UTF-8");

        Files.write(file, new byte[1 << 20]);
        assertThatThrownBy(() -> new DescriptorFile(file).read()).hasMessageContaining("too long");
    }
}
