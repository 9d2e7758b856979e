package dev.baton.syncmonitor.adapter.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSecretsTest {

    private static final SecretRef NAME = new SecretRef("PG_PASSWORD");
    private static final Map<String, String> ENVIRONMENT = Map.of("BATON_SECRET_PG_PASSWORD", "from the environment");

    @TempDir
    private Path directory;

    @Test
    void readsTheFileOfThatNameWithoutTheLineEnd() throws IOException {
        Files.writeString(directory.resolve("PG_PASSWORD"), "from the file\n");

        assertThat(new FileSecrets(directory, ENVIRONMENT).find(NAME)).contains("from the file");
    }

    @Test
    void findsAChangedValueWithoutBeingToldOfIt() throws IOException {
        var secrets = new FileSecrets(directory, Map.of());
        Files.writeString(directory.resolve("PG_PASSWORD"), "old");
        assertThat(secrets.find(NAME)).contains("old");

        Files.writeString(directory.resolve("PG_PASSWORD"), "new");

        assertThat(secrets.find(NAME)).contains("new");
    }

    @Test
    void fallsBackToTheEnvironment() {
        assertThat(new FileSecrets(directory, ENVIRONMENT).find(NAME)).contains("from the environment");
    }

    @Test
    void saysThatThereIsNone() {
        assertThat(new FileSecrets(directory.resolve("missing"), Map.of()).find(NAME))
                .isEmpty();
    }
}
