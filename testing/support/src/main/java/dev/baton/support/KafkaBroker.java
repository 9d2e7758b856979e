package dev.baton.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The Apache Kafka that Baton has on board, as a process of its own in a given folder. It takes about two seconds to start
 * and 160 MB. Needs the jars of the module {@code broker}: {@code ./mvnw -pl broker package}.
 *
 * <p>Topics are not created by use, see {@link #createTopics(int, String...)}.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final List<String> FOOTPRINT = List.of(
            "-Xms64m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xss512k",
            "-XX:ReservedCodeCacheSize=64m",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED");

    private final Path directory;
    private final int port;
    private Process process;

    private KafkaBroker(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** Starts a broker that keeps its data and log in the folder, and returns when it answers. */
    public static KafkaBroker start(Path directory) {
        return start(directory, "", "");
    }

    /**
     * As {@link #start(Path)}, with more ways in.
     *
     * @param listeners further ones, each with a comma before it, such as {@code ,LOGIN://127.0.0.1:9093}
     * @param settings further lines of its configuration; a key that stands there counts instead of Baton's own
     */
    public static KafkaBroker start(Path directory, String listeners, String settings) {
        var ports = FreePorts.take(2);
        try {
            Files.createDirectories(directory);
            var template = Files.readString(configuration("server.properties"));
            Files.writeString(
                    directory.resolve("server.properties"),
                    template
                            + """
                    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d%4$s
                    controller.quorum.voters=1@127.0.0.1:%2$d
                    log.dirs=%3$s
                    %5$s
                    """.formatted(
                                    ports.get(0), ports.get(1), directory.resolve("data"), listeners, settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        format(directory);
        var broker = new KafkaBroker(directory, ports.getFirst(), launch(directory));
        broker.awaitAnswer();
        return broker;
    }

    /** {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Creates topics with that many partitions each; those that exist stay as they are. */
    public void createTopics(int partitions, String... names) {
        var topics = Arrays.stream(names)
                .map(name -> new NewTopic(name, partitions, (short) 1))
                .toList();
        try (var admin = admin()) {
            var existing = admin.listTopics().names().get();
            admin.createTopics(topics.stream()
                            .filter(topic -> !existing.contains(topic.name()))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot create " + Arrays.toString(names), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** An admin client of this broker; the caller closes it. */
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }

    /** Kills the broker as a crash does. {@link #restart()} brings it back with what it had. */
    public void kill() {
        process.destroyForcibly();
        await("the end of the broker").until(() -> !process.isAlive());
    }

    /** Starts the broker again on the same port and data; stops it first if it runs. */
    public void restart() {
        ChildProcesses.stop(process, Duration.ofSeconds(20));
        process = launch(directory);
        awaitAnswer();
    }

    @Override
    public void close() {
        // Nobody reads this data again, so there is nothing that a slow, orderly end would save.
        ChildProcesses.stop(process, Duration.ofSeconds(2));
    }

    private void awaitAnswer() {
        await("Kafka on port " + port + ", log in " + directory)
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .failFast("Kafka has ended, see " + directory.resolve("stdout.log"), () -> !process.isAlive())
                .until(this::accepts);
        await("Kafka's cluster on port " + port).atMost(START_LIMIT).until(this::isUp);
    }

    private boolean accepts() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private boolean isUp() throws InterruptedException {
        try (var admin = admin()) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException _) {
            return false;
        }
    }

    private static void format(Path directory) {
        var id = UUID.randomUUID();
        var bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        var clusterId = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var formatting = run(
                directory,
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id=" + clusterId,
                "--config",
                directory.resolve("server.properties").toString());
        try {
            if (formatting.waitFor() != 0) {
                throw new IllegalStateException(
                        "Cannot format Kafka's storage: " + Files.readString(directory.resolve("stdout.log")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Process launch(Path directory) {
        return run(
                directory, "kafka.Kafka", directory.resolve("server.properties").toString());
    }

    private static Process run(Path directory, String mainClass, String... arguments) {
        var jars = Checkout.root().resolve("broker/target/lib");
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException(jars + " is missing: run ./mvnw -pl broker package");
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FOOTPRINT);
        command.add("-Dlog4j2.configurationFile="
                + configuration("log4j2.properties").toUri());
        command.add("-Dbaton.kafka.logs=" + directory);
        command.addAll(List.of("-cp", jars + "/*", mainClass));
        command.addAll(List.of(arguments));
        return ChildProcesses.start(new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("stdout.log").toFile())));
    }

    private static Path configuration(String file) {
        return Checkout.root().resolve("broker/config").resolve(file);
    }
}
