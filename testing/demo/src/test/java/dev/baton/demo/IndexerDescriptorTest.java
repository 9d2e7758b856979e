package dev.baton.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.baton.demo.stage.DemoFailure;
import dev.baton.validation.DescriptorReader;
import dev.baton.validation.Reading;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexerDescriptorTest {

    @TempDir
    private Path folder = Path.of("");

    private IndexerDescriptor descriptor() {
        return new IndexerDescriptor(
                folder,
                URI.create("http://127.0.0.1:8545"),
                5432,
                8080,
                List.of(8081, 8082, 8083),
                2_000,
                folder.toString());
    }

    private void jars() throws IOException {
        Path jars = Files.createDirectories(folder.resolve("examples/evm-indexer/target"));
        Files.createFile(jars.resolve("evm-indexer-1.jar"));
        Files.createFile(jars.resolve("evm-indexer-2.jar"));
    }

    private static Reading.Valid read(Path file) throws IOException {
        Reading reading = new DescriptorReader().read(Files.readString(file));
        return assertInstanceOf(Reading.Valid.class, reading, reading::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void writesADescriptorWithoutFault(int version) throws IOException {
        jars();
        Path file = descriptor().write(version, folder);
        assertEquals(
                IndexerDescriptor.APPLICATION, read(file).descriptor().name().value());
        assertFalse(Files.readString(file).matches("(?s).*@[a-z]+@.*"), Files.readString(file));
    }

    @Test
    void namesTheSecretAndDoesNotTellIt() throws IOException {
        jars();
        var descriptor = read(descriptor().write(1, folder)).descriptor();
        var password = descriptor.database().orElseThrow().postgres().password();
        assertEquals(IndexerDescriptor.SECRET, password.orElseThrow().secret());
    }

    @Test
    void theVersionsDifferInHowTheirHashesAreRead() throws IOException {
        jars();
        var one = read(descriptor().write(1, folder)).descriptor().verify().orElseThrow();
        var two = read(descriptor().write(2, folder)).descriptor().verify().orElseThrow();
        assertEquals("SELECT height, hash FROM blocks", one.blocks());
        assertEquals("SELECT height, to_hex(hash) AS hash FROM blocks", two.blocks());
    }

    @Test
    void saysWhatToDoWhenTheExampleIsNotBuilt() {
        var failure = assertThrows(DemoFailure.class, () -> descriptor().write(1, folder));
        assertTrue(failure.getMessage().contains("./mvnw -pl examples/evm-indexer package"), failure.getMessage());
    }
}
