package dev.baton.e2e.stage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.codec.BatonJson;
import dev.baton.support.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The example indexer's descriptor, one per version because the versions' data models differ.
 *
 * @param name the application
 * @param chain the node that instances index
 * @param source the node that knows the tip and the right blocks
 * @param postgresPort where the database server listens
 * @param listen the port of the route
 * @param blocksPerSecond the most that an instance indexes
 * @param mark what its instances carry in their environment, so that they can be found
 */
public record IndexerDescriptor(
        String name,
        URI chain,
        URI source,
        int postgresPort,
        int listen,
        int blocksPerSecond,
        Map.Entry<String, String> mark) {

    /** The secret that the descriptor names. */
    public static final String SECRET = "E2E_DB";

    /** The same, indexing another node than the one it is measured by. */
    public IndexerDescriptor indexing(URI other) {
        return new IndexerDescriptor(name, other, source, postgresPort, listen, blocksPerSecond, mark);
    }

    /** The descriptor of version 1 or 2, all times short; the test may change it. */
    public ObjectNode of(int version) {
        var jars = Checkout.root().resolve("examples/evm-indexer/target");
        var jar = jars.resolve("evm-indexer-" + version + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: run ./mvnw -pl examples/evm-indexer package");
        }
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var descriptor = BatonJson.mapper().createObjectNode().put("name", name);
        var run = descriptor.putObject("run");
        run.putObject("process")
                .putArray("command")
                .add(java)
                .add("-Xmx128m")
                .add("-XX:+UseSerialGC")
                .add("-XX:TieredStopAtLevel=1")
                .add("-jar")
                .add(jars.resolve("evm-indexer-{version}.jar").toString());
        run.putObject("environment")
                .put("CHAIN_URL", chain.toString())
                .put("MAX_BLOCKS_PER_SECOND", blocksPerSecond)
                .put(mark.getKey(), mark.getValue());
        var postgres = descriptor.putObject("database").putObject("postgres");
        postgres.put("server", "postgresql://postgres@127.0.0.1:" + postgresPort + "/postgres");
        postgres.putObject("password").put("secret", SECRET);
        var sync = descriptor.putObject("sync");
        sync.putObject("height").put("sql", "SELECT max(height) FROM blocks");
        sync.putArray("tip").addObject().putObject("evm").put("url", source.toString());
        sync.put("stableFor", "2s").put("interval", "500ms").put("stallAfter", "60s");
        sync.put("deadline", "5m").put("lease", "20s");
        descriptor
                .putObject("verify")
                .put("blocks", "SELECT height, " + (version == 1 ? "hash" : "to_hex(hash) AS hash") + " FROM blocks")
                .put("chainId", 31337);
        descriptor.putObject("route").put("listen", listen);
        descriptor.put("probation", "2s");
        descriptor.putObject("standby").put("keep", "1h").put("yields", true);
        return descriptor;
    }

    /** Writes a version's descriptor as a file; every JSON document is YAML. */
    public static Path write(ObjectNode descriptor, Path file) {
        try {
            return Files.writeString(file, descriptor.toPrettyString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
