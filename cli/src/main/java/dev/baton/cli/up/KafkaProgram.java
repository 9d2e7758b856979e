package dev.baton.cli.up;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** The Kafka on board: one node that keeps its data in {@code DIR/kafka/data}. Ready means: with all of Baton's topics. */
final class KafkaProgram implements Program {
    static final String TOPIC_PREFIX = KafkaTopics.PREFIX;

    private static final short ONE_NODE = 1;

    private final Layout layout;
    private final Installation installation;
    private final Ports ports;

    KafkaProgram(Layout layout, Installation installation, Ports ports) {
        this.layout = layout;
        this.installation = installation;
        this.ports = ports;
    }

    @Override
    public Component component() {
        return Component.KAFKA;
    }

    @Override
    public Optional<ProcessHandle> find() {
        return Processes.find(Processes.mark(layout, component().label()));
    }

    @Override
    public Process start(int port) throws IOException {
        int controllerPort = ports.chooseController();
        var data = layout.kafka().resolve("data");
        var configuration = layout.kafka().resolve("server.properties");
        var template = Files.readString(installation.kafkaConfiguration("server.properties"));
        WholeFile.write(configuration, template + """

                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                controller.quorum.voters=1@127.0.0.1:%2$d
                log.dirs=%3$s
                """.formatted(port, controllerPort, data));
        if (!Files.exists(data.resolve("meta.properties"))) {
            format(configuration);
        }
        return launch(component().label(), "kafka.Kafka", configuration.toString());
    }

    @Override
    public boolean isReady(int port) {
        return Answers.tcp(port) && topicsExist(port);
    }

    private boolean topicsExist(int port) {
        try {
            new KafkaTopics("127.0.0.1:" + port, ONE_NODE).create();
            return true;
        } catch (ExecutionException | TimeoutException e) {
            Supervisor.log("Kafka is not ready: " + e);
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void format(Path configuration) throws IOException {
        var id = UUID.randomUUID();
        var bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        var clusterId = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var formatting = launch(
                "kafka-format",
                "kafka.tools.StorageTool",
                "format",
                // A leading hyphen is part of the id, not of an option.
                "--cluster-id=" + clusterId,
                "--config",
                configuration.toString());
        try {
            if (formatting.waitFor() != 0) {
                throw new IOException("Kafka's storage could not be formatted, see " + layout.output("kafka-format"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Kafka's storage was formatted", e);
        }
    }

    private Process launch(String name, String mainClass, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Installation.java().toString(),
                Processes.mark(layout, name),
                "-Xms64m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xss512k",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlog4j2.configurationFile="
                        + installation.kafkaConfiguration("log4j2.properties").toUri(),
                "-Dbaton.kafka.logs=" + layout.logs(),
                "-cp",
                installation.kafkaJars() + "/*",
                mainClass));
        command.addAll(List.of(arguments));
        return Processes.startDetached(command, layout.kafka(), layout.output(name), Processes.Environment.NOTHING);
    }
}
