package dev.baton.codec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.events.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the contract's files are in this module. */
final class ContractFiles {

    private ContractFiles() {}

    /** The module's folder, whatever the working directory is. */
    static Path module() {
        try {
            var classes =
                    ContractFiles.class.getProtectionDomain().getCodeSource().getLocation();
            return Path.of(classes.toURI()).getParent().getParent();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Path schema(Class<? extends Event> kind) {
        var name = EventCodec.schemaOf(kind).replace("urn:baton:schema:", "");
        return module().resolve("src/main/resources/dev/baton/schemas/" + name + ".json");
    }

    static String descriptorSchema() {
        try {
            return Files.readString(module().resolve("src/main/resources/dev/baton/schemas/descriptor.v1.json"));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    static void writeIfMissing(Path file, JsonNode content) throws IOException {
        if (Boolean.getBoolean("baton.update") && !Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, BatonJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
        }
    }
}
