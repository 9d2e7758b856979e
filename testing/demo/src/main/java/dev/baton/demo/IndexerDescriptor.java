package dev.baton.demo;

import dev.baton.demo.stage.DemoFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes the descriptor of the example indexer, as its team would keep it beside the code: one per version, because the
 * versions' data models differ.
 *
 * @param root the checkout, in which the example's jars lie
 * @param chain the node's JSON-RPC
 * @param postgresPort where the database server listens
 * @param listen the port of the route
 * @param slots the ports of the slots a, b and c
 * @param blocksPerSecond the most that an instance indexes
 * @param mark value of the demo's mark
 */
record IndexerDescriptor(
        Path root, URI chain, int postgresPort, int listen, List<Integer> slots, int blocksPerSecond, String mark) {

    /** The application's name in the descriptor. */
    static final String APPLICATION = "evm-indexer";

    /** What the descriptor says under sync.height. */
    static final String HEIGHT_QUERY = "SELECT max(height) FROM blocks";

    /** The secret that the descriptor names. */
    static final String SECRET = "INDEXER_DB";

    private static final String TEMPLATE = "evm-indexer.yaml";

    /** Writes the descriptor of a version into the folder and returns the file. */
    Path write(int version, Path folder) throws IOException {
        Path jars = root.resolve("examples/evm-indexer/target");
        Path jar = jars.resolve("evm-indexer-" + version + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new DemoFailure(jar + " is missing: run ./mvnw -pl examples/evm-indexer package");
        }
        String text = template();
        for (Map.Entry<String, String> value : values(version, jars).entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        return Files.writeString(folder.resolve("evm-indexer-" + version + ".yaml"), text);
    }

    private Map<String, String> values(int version, Path jars) {
        boolean hashesAreText = version == 1;
        return Map.ofEntries(
                Map.entry("version", Integer.toString(version)),
                Map.entry(
                        "java",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Map.entry("indexer", jars.toString()),
                Map.entry("chain", chain.toString()),
                Map.entry("rate", Integer.toString(blocksPerSecond)),
                Map.entry("mark", mark),
                Map.entry("postgres", Integer.toString(postgresPort)),
                Map.entry("listen", Integer.toString(listen)),
                Map.entry("slots", slots.toString()),
                Map.entry("why", hashesAreText ? "version 1 keeps hashes as text" : "version 2 keeps hashes as bytes"),
                Map.entry(
                        "blocks",
                        hashesAreText
                                ? "SELECT height, hash FROM blocks"
                                : "SELECT height, to_hex(hash) AS hash FROM blocks"));
    }

    private static String template() throws IOException {
        try (InputStream in = IndexerDescriptor.class.getResourceAsStream(TEMPLATE)) {
            if (in == null) {
                throw new IllegalStateException(TEMPLATE + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
