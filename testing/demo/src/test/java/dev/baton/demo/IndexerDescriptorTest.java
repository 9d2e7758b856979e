package dev.baton.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.baton.demo.report.Paint;
import dev.baton.demo.stage.DemoFailure;
import dev.baton.demo.stage.DevChain;
import dev.baton.demo.stage.Narrator;
import dev.baton.validation.DescriptorReader;
import dev.baton.validation.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IndexerDescriptorTest {

    @TempDir
    private Path folder = Path.of("");

    private IndexerDescriptor descriptor(Surroundings surroundings) {
        return new IndexerDescriptor(surroundings, 8080, List.of(8081, 8082, 8083), 2_000);
    }

    static Stream<Surroundings> surroundings() {
        return Stream.of(
                new Written(
                        "evm-indexer.yaml",
                        Map.of(
                                "java", "/usr/bin/java",
                                "indexer", "/srv",
                                "chain", "http://127.0.0.1:8545",
                                "mark", "/tmp/x",
                                "postgres", "5432")),
                new Written(
                        "evm-indexer.docker.yaml",
                        Map.of(
                                "images", "baton-demo",
                                "postgres", "baton/postgres:test",
                                "network", "baton-demo-1",
                                "chain", "http://chain:8545",
                                "tip", "http://127.0.0.1:8545")));
    }

    private static Reading.Valid read(Path file) throws IOException {
        Reading reading = new DescriptorReader().read(Files.readString(file));
        return assertInstanceOf(Reading.Valid.class, reading, reading::toString);
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void writesADescriptorWithoutFault(Surroundings surroundings) throws IOException {
        for (int version = 1; version <= 2; version++) {
            Path file = descriptor(surroundings).write(version, folder);
            assertEquals(
                    IndexerDescriptor.APPLICATION,
                    read(file).descriptor().name().value());
            assertFalse(Files.readString(file).matches("(?s).*@[a-z]+@.*"), Files.readString(file));
        }
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void namesTheSecretAndDoesNotTellIt(Surroundings surroundings) throws IOException {
        var descriptor = read(descriptor(surroundings).write(1, folder)).descriptor();
        var password = descriptor.database().orElseThrow().postgres().password();
        assertEquals(IndexerDescriptor.SECRET, password.orElseThrow().secret());
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void theVersionsDifferInHowTheirHashesAreRead(Surroundings surroundings) throws IOException {
        var one = read(descriptor(surroundings).write(1, folder))
                .descriptor()
                .verify()
                .orElseThrow();
        var two = read(descriptor(surroundings).write(2, folder))
                .descriptor()
                .verify()
                .orElseThrow();
        assertEquals("SELECT height, hash FROM blocks", one.blocks());
        assertEquals("SELECT height, to_hex(hash) AS hash FROM blocks", two.blocks());
    }

    @Test
    void saysWhatToDoWhenTheExampleIsNotBuilt() {
        var processes = new ProcessSurroundings(
                folder, folder, Map.of(), new Narrator(System.out, Paint.PLAIN, System::nanoTime));
        var failure =
                assertThrows(DemoFailure.class, () -> descriptor(processes).write(1, folder));
        assertTrue(failure.toString().contains("./mvnw -pl examples/evm-indexer package"), failure.toString());
    }

    /** Nothing runs; only what would be written. */
    private record Written(String template, Map<String, String> values) implements Surroundings {
        @Override
        public Map<String, String> values(int version) {
            return values;
        }

        @Override
        public void prepare() {}

        @Override
        public void open(long blocks) {}

        @Override
        public DevChain chain() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String databaseRole() {
            return "";
        }

        @Override
        public String databasePassword() {
            return "";
        }

        @Override
        public Map<String, String> versions() {
            return Map.of();
        }

        @Override
        public void close() {}
    }
}
