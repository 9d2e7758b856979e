package dev.baton.e2e.stage;

import dev.baton.support.Checkout;
import dev.baton.support.DockerImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;

/** What a {@link ComposeStack} needs for the example of {@code compose/example}: a secret, and the descriptor. */
final class ComposeExample {

    /** As the stack's command line reads it, which runs in this folder. */
    static final String DESCRIPTOR = "evm-indexer.yaml";

    private static final String MODE = "rwxr-xr-x";

    /** Another checkout's images are of another state. */
    private final String images =
            "baton-st-%08x".formatted(Checkout.root().toString().hashCode());

    private final String network;
    private final Path folder;

    /** A folder that containers may read; nothing of the example runs. */
    ComposeExample(String project) {
        network = project + "-example";
        try {
            folder = Files.createTempDirectory(project);
            // The umask and the temporary folder's own rights would keep containers' users out.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(MODE));
            Files.setPosixFilePermissions(Files.createDirectory(secrets()), PosixFilePermissions.fromString(MODE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Compose is told. */
    Map<String, String> environment() {
        return Map.of(
                "BATON_EXAMPLES",
                images,
                "BATON_EXAMPLE_NETWORK",
                network,
                "BATON_SECRETS",
                secrets().toString(),
                "BATON_APPLICATIONS",
                folder.toString(),
                // Where the command line is called, and reads descriptors.
                "PWD",
                folder.toString());
    }

    Path secrets() {
        return folder.resolve("secrets");
    }

    /** What the images' names begin with. */
    String images() {
        return images;
    }

    /** Writes the descriptor that users are given, at a route of this stack, with short waits. */
    void describe(int listen) {
        try {
            var text = Files.readString(Checkout.root().resolve("compose/example/" + DESCRIPTOR));
            for (var change : Map.of(
                            "baton-examples/",
                            images + "/",
                            "[baton-example]",
                            "[" + network + "]",
                            "baton/postgres:local",
                            DockerImages.ensure("postgres"),
                            "listen: 8080",
                            "listen: " + listen,
                            "stableFor: 10s",
                            "stableFor: 2s",
                            "probation: 1m",
                            "probation: 5s")
                    .entrySet()) {
                if (!text.contains(change.getKey())) {
                    throw new IllegalStateException(DESCRIPTOR + " has no " + change.getKey());
                }
                text = text.replace(change.getKey(), change.getValue());
            }
            Files.writeString(folder.resolve(DESCRIPTOR), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the folder; whose its files are does not matter for that. */
    void remove() {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
