package dev.baton.support;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Apache Kafka in a container of Testcontainers, one for all tests of a JVM: starting one takes about ten seconds. It is
 * the local image {@code baton/kafka}, or the one that the environment variable {@code BATON_TEST_KAFKA_IMAGE} names, for
 * example {@code apache/kafka:4.1.1}.
 */
public final class KafkaContainers {
    private static final String PROPERTY = "baton.support.kafka-container";
    private static final String OWNER = "dev.baton.test.jvm";

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private KafkaContainers() {}

    /** Where the broker is, for example {@code 127.0.0.1:32770}. It starts at first use and ends with the JVM. */
    public static String bootstrapServers() {
        // A Quarkus test loads this class once in its own class loader and once in the JVM's; System is one.
        synchronized (System.class) {
            var running = System.getProperty(PROPERTY);
            if (running != null) {
                return running;
            }
            try (var engine = DockerEngine.connect()) {
                removeLeftovers(engine);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            var kafka = container();
            kafka.start();
            Runtime.getRuntime().addShutdownHook(new Thread(kafka::stop));
            System.setProperty(PROPERTY, kafka.getBootstrapServers());
            return kafka.getBootstrapServers();
        }
    }

    /** A container of the image that these tests use, not started. */
    public static KafkaContainer container() {
        var image = Optional.ofNullable(System.getenv("BATON_TEST_KAFKA_IMAGE"))
                .filter(name -> !name.isBlank())
                .orElseGet(() -> DockerImages.ensure("kafka"));
        return new KafkaContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("apache/kafka"))
                .withImagePullPolicy(_ -> System.getenv("BATON_TEST_KAFKA_IMAGE") != null)
                .withStartupTimeout(START_LIMIT)
                .withLabel(OWNER, self());
    }

    /** Those of JVMs that were killed: nobody else removes them. */
    private static void removeLeftovers(DockerClient engine) {
        var containers = engine.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(OWNER))
                .exec();
        for (var container : containers) {
            if (!isAlive(container.getLabels())) {
                try {
                    engine.removeContainerCmd(container.getId())
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec();
                } catch (DockerException _) {
                    // Another JVM was faster.
                }
            }
        }
    }

    private static boolean isAlive(Map<String, String> labels) {
        var owner = labels.getOrDefault(OWNER, "0");
        var pid = Long.parseLong(owner.split("@")[0]);
        return ProcessHandle.of(pid).map(KafkaContainers::identity).stream().anyMatch(owner::equals);
    }

    private static String self() {
        return identity(ProcessHandle.current());
    }

    private static String identity(ProcessHandle process) {
        var began = process.info().startInstant().map(Object::toString).orElse("");
        return process.pid() + "@" + began;
    }
}
