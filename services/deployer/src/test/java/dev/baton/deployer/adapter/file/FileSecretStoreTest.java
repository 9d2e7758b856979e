package dev.baton.deployer.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deployer.domain.SecretStore.Lookup;
import dev.baton.model.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSecretStoreTest {
    private static final SecretRef KEY = new SecretRef("CHAIN_KEY");

    @TempDir
    private Path directory;

    @Test
    void readsTheFileWithoutItsLineEnd() throws IOException {
        write("from the file\n");
        assertThat(store(Map.of("BATON_SECRET_CHAIN_KEY", "from outside")).find(KEY))
                .isEqualTo(new Lookup.Found("from the file"));
    }

    @Test
    void fallsBackToTheEnvironment() {
        assertThat(store(Map.of("BATON_SECRET_CHAIN_KEY", "from outside")).find(KEY))
                .isEqualTo(new Lookup.Found("from outside"));
    }

    @Test
    void readsAnewEachTime() throws IOException {
        FileSecretStore store = store(Map.of());
        write("old");
        store.find(KEY);
        write("new");
        assertThat(store.find(KEY)).isEqualTo(new Lookup.Found("new"));
    }

    @Test
    void missingSecretIsNamedWithBothPlaces() {
        assertThat(reason())
                .contains("CHAIN_KEY is missing", directory.resolve("CHAIN_KEY").toString(), "BATON_SECRET_CHAIN_KEY");
    }

    @Test
    void emptySecretIsNoSecret() throws IOException {
        write("\n");
        assertThat(reason()).contains("CHAIN_KEY is empty");
    }

    @Test
    void hugeSecretIsNoSecret() throws IOException {
        write("x".repeat(65 * 1024));
        assertThat(reason()).contains("larger than 64 KiB");
    }

    @Test
    void secretThatNoEnvironmentCanCarryIsNoSecret() throws IOException {
        write("a\0b");
        assertThat(reason()).contains("NUL");
    }

    @Test
    void binaryFileIsNoSecret() throws IOException {
        Files.write(directory.resolve("CHAIN_KEY"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(reason()).contains("no UTF-8");
    }

    @Test
    void directoryInItsPlaceIsNoSecret() throws IOException {
        Files.createDirectory(directory.resolve("CHAIN_KEY"));
        assertThat(reason()).contains("cannot be read");
    }

    @Test
    void valueIsNotShown() {
        assertThat(new Lookup.Found("hunter2").toString()).doesNotContain("hunter2");
    }

    private String reason() {
        return ((Lookup.Missing) store(Map.of()).find(KEY)).reason();
    }

    private FileSecretStore store(Map<String, String> environment) {
        return new FileSecretStore(directory, environment);
    }

    private void write(String content) throws IOException {
        Files.writeString(directory.resolve("CHAIN_KEY"), content);
    }
}
