package dev.baton.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The images that {@code compose/images/build} makes, on the engine of the tests. */
public final class DockerImages {
    private static final String BASE =
            Optional.ofNullable(System.getenv("BATON_TEST_BASE_IMAGE")).orElse("");
    private static final long LIMIT_MINUTES = 10;

    private DockerImages() {}

    /**
     * Builds the image unless it is there, in seconds the first time and a third of one after, and returns its name with a
     * tag that other checkouts do not use, for example {@code baton/kafka:test-1f0c93ab}. One build at a time runs in a
     * checkout. They are built without a registry from what this Debian has, or where the environment variable {@code
     * BATON_TEST_BASE_IMAGE} names a Java image, from that.
     *
     * @param name as {@code compose/images/build --help} lists it
     * @throws IllegalStateException with what was printed when it cannot be built
     */
    public static String ensure(String name) {
        var root = Checkout.root();
        var tag = "test-%08x".formatted(root.toString().hashCode());
        var property = "baton.support.image." + name;
        // A Quarkus test loads this class once in its own class loader and once in the JVM's; System is one.
        synchronized (System.class) {
            if (System.getProperty(property) == null) {
                build(root, name, tag);
                System.setProperty(property, tag);
            }
        }
        return "baton/" + name + ":" + tag;
    }

    private static void build(Path root, String name, String tag) {
        var log = root.resolve("target/images-" + name + ".log");
        try {
            Files.createDirectories(log.getParent());
            try (var file = FileChannel.open(
                            root.resolve("target/images.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = file.lock()) {
                var command = new ArrayList<>(
                        List.of(root.resolve("compose/images/build").toString(), "--only", name, "--tag", tag));
                if (!BASE.isBlank()) {
                    command.addAll(List.of("--base", BASE));
                }
                var builder =
                        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
                builder.environment().put("DOCKER_HOST", DockerEngine.host().toString());
                // Maven is at work while tests run.
                builder.environment().put("BATON_NO_BUILD", "yes");
                builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
                var process = ChildProcesses.start(builder);
                if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("Building the image " + name + " takes too long, see " + log);
                }
                if (process.exitValue() != 0) {
                    throw new IllegalStateException("Cannot build the image " + name + ": " + Files.readString(log));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot build the image " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
