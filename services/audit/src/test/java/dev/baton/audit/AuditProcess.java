package dev.baton.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.codec.BatonJson;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.Envelope;
import dev.baton.support.Checkout;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import dev.baton.support.SharedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The packaged audit service as a process of its own, with topics of its own on the shared broker. */
final class AuditProcess implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String bootstrapServers = SharedKafka.bootstrapServers();
    private final String prefix = SharedKafka.uniquePrefix();
    private final int port = FreePorts.next();
    private final HttpClient http = HttpClient.newHttpClient();
    private final EventCodec codec = new EventCodec();
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "max.request.size", 4 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    private final Path directory;
    private Process process;

    AuditProcess(Path directory, int partitions) {
        this.directory = directory;
        createTopics(partitions);
        process = launch();
    }

    /** Waits until it answers. */
    AuditProcess ready() {
        await("audit, log in " + log())
                .atMost(READY)
                .pollInterval(Duration.ofMillis(100))
                .failFast("audit has ended, see " + log(), () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> get("/q/health/ready").status() == 200
                        && get("/applications").status() == 200);
        return this;
    }

    /** Ends it as a crash does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void start() {
        process = launch();
    }

    Path state() {
        return directory.resolve("state/audit");
    }

    String topic(Topic topic) {
        return topic.in(prefix);
    }

    String deadLetters(Topic topic) {
        return topic.deadLettersIn(prefix);
    }

    void send(Topic topic, Envelope<?> event) {
        var record = codec.toRecord(topic(topic), event);
        send(new ProducerRecord<>(record.topic(), null, record.key().getBytes(), record.value(), record.headers()));
    }

    /** The offset that it got. */
    long send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get().offset();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("cannot send to " + record.topic(), failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Everything that is committed in a topic, partition by partition. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** What it answers. */
    Answer get(String path) throws IOException, InterruptedException {
        var response = http.send(
                HttpRequest.newBuilder(uri(path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
        var type = response.headers().firstValue("content-type").orElse("");
        return new Answer(
                response.statusCode(),
                type,
                type.contains("json")
                        ? BatonJson.mapper().readTree(response.body())
                        : BatonJson.mapper().nullNode(),
                response.body());
    }

    /** What it answers, which must be a 200. */
    JsonNode json(String path) {
        try {
            var answer = get(path);
            assertThat(answer.status()).as("%s: %s", path, answer.text()).isEqualTo(200);
            return answer.json();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** How many records the application's chain has, as audit answers. */
    long recorded(Deploys deploys) throws IOException, InterruptedException {
        return get("/applications/" + deploys.application())
                .json()
                .at("/asOf/sequence")
                .asLong();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        ChildProcesses.stop(process, GRACE);
        http.close();
    }

    private Process launch() {
        var jar = Checkout.root().resolve("services/audit/target/quarkus-app/quarkus-run.jar");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment()
                .putAll(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        bootstrapServers,
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(port),
                        "BATON_DIR",
                        directory.toString(),
                        "BATON_TOPIC_PREFIX",
                        prefix));
        return ChildProcesses.start(builder);
    }

    private Path log() {
        return directory.resolve("audit.log");
    }

    private void createTopics(int partitions) {
        var topics = new ArrayList<NewTopic>();
        for (var topic : Topic.values()) {
            topics.add(new NewTopic(topic(topic), partitions, (short) 1).configs(topic.configuration()));
            topics.add(new NewTopic(deadLetters(topic), 1, (short) 1).configs(Topic.deadLetterConfiguration()));
        }
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(topics).all().get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("cannot create the topics", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    record Answer(int status, String type, JsonNode json, String text) {}
}
