package dev.baton.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * One broker for all tests of a JVM: starting one costs two seconds, so tests share it and keep apart by topic prefix. It
 * starts at first use and ends with the JVM.
 *
 * <p>It is the broker on board, which needs nothing, unless the environment variable {@code BATON_TEST_KAFKA} says {@code
 * container}: then it is {@linkplain KafkaContainers the one in a container}. {@code ./baton test} says so.
 */
public final class SharedKafka {
    private static final String PROPERTY = "baton.support.kafka";

    private SharedKafka() {}

    /**
     * Where the broker is, for example {@code 127.0.0.1:20777}. Kept in a system property, because a Quarkus test loads
     * this class once in its own class loader and once in the JVM's.
     */
    public static String bootstrapServers() {
        synchronized (System.class) {
            var running = System.getProperty(PROPERTY);
            if (running != null) {
                return running;
            }
            if (inContainer()) {
                return KafkaContainers.bootstrapServers();
            }
            var directory = temporaryDirectory();
            var broker = KafkaBroker.start(directory);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                broker.close();
                Folders.delete(directory);
            }));
            System.setProperty(PROPERTY, broker.bootstrapServers());
            return broker.bootstrapServers();
        }
    }

    /** A prefix for the topics and consumer groups of one test, such as {@code test-1f0c93ab.}, never given twice. */
    public static String uniquePrefix() {
        return "test-" + UUID.randomUUID().toString().substring(0, 8) + ".";
    }

    /** Creates topics with that many partitions each. */
    public static void createTopics(int partitions, String... names) {
        var topics = Arrays.stream(names)
                .map(name -> new NewTopic(name, partitions, (short) 1))
                .toList();
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.createTopics(topics).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot create " + Arrays.toString(names), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean inContainer() {
        var where = Optional.ofNullable(System.getenv("BATON_TEST_KAFKA")).orElse("embedded");
        return switch (where) {
            case "embedded" -> false;
            case "container" -> true;
            default ->
                throw new IllegalStateException("BATON_TEST_KAFKA is " + where + ": set it to embedded or container");
        };
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("baton-kafka-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
