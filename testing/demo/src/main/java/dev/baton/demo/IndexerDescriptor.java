package dev.baton.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the descriptor of the example indexer, as its team would keep it beside the code: one per version, because the
 * versions' data models differ.
 *
 * @param surroundings what the indexer has around it
 * @param listen the port of the route
 * @param slots the ports of the slots a, b and c
 * @param blocksPerSecond the most that an instance indexes
 */
record IndexerDescriptor(Surroundings surroundings, int listen, List<Integer> slots, int blocksPerSecond) {

    /** The application's name in the descriptor. */
    static final String APPLICATION = "evm-indexer";

    /** What the descriptor says under sync.height. */
    static final String HEIGHT_QUERY = "SELECT max(height) FROM blocks";

    /** The secret that the descriptor names. */
    static final String SECRET = "INDEXER_DB";

    /** Writes the descriptor of a version into the folder and returns the file. */
    Path write(int version, Path folder) throws IOException {
        String text = template();
        for (Map.Entry<String, String> value : values(version).entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        return Files.writeString(folder.resolve("evm-indexer-" + version + ".yaml"), text);
    }

    private Map<String, String> values(int version) {
        boolean hashesAreText = version == 1;
        var values = new TreeMap<>(surroundings.values(version));
        values.put("version", Integer.toString(version));
        values.put("rate", Integer.toString(blocksPerSecond));
        values.put("listen", Integer.toString(listen));
        values.put("slots", slots.toString());
        values.put("why", hashesAreText ? "version 1 keeps hashes as text" : "version 2 keeps hashes as bytes");
        values.put(
                "blocks",
                hashesAreText ? "SELECT height, hash FROM blocks" : "SELECT height, to_hex(hash) AS hash FROM blocks");
        return values;
    }

    private String template() throws IOException {
        try (InputStream in = IndexerDescriptor.class.getResourceAsStream(surroundings.template())) {
            if (in == null) {
                throw new IllegalStateException(surroundings.template() + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
