package dev.baton.e2e.stage;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.SyncProgress;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/** Everything that was published, read straight from Kafka from its beginning: events, and the dead letters. */
public final class EventLog implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final List<Topic> EVENTS =
            List.of(Topic.REQUESTS, Topic.DEPLOYMENTS, Topic.SYNC_PROGRESS, Topic.ROUTES);

    private final KafkaConsumer<String, byte[]> consumer;
    private final EventCodec codec = new EventCodec();
    private final List<Envelope<?>> events = new CopyOnWriteArrayList<>();
    private final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private volatile boolean closing;

    /**
     * A record that nobody could read.
     *
     * @param topic the dead-letter topic
     * @param headers why, and where it came from
     */
    public record DeadLetter(String topic, byte[] value, Map<String, String> headers) {}

    EventLog(String bootstrapServers, String prefix) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var partitions = EVENTS.stream()
                .flatMap(topic -> Stream.of(topic.in(prefix), topic.deadLettersIn(prefix)))
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        reader = Thread.ofPlatform().daemon().name("e2e-events").start(this::read);
    }

    private void read() {
        try (consumer) {
            while (!closing) {
                consumer.poll(POLL).forEach(this::take);
            }
        } catch (WakeupException _) {
            // Closing.
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.topic().endsWith(".dlq")) {
            var headers = new TreeMap<String, String>();
            record.headers()
                    .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
            deadLetters.add(new DeadLetter(
                    record.topic(), record.value() == null ? new byte[0] : record.value(), Map.copyOf(headers)));
        } else if (codec.decode(record) instanceof Decoded.Readable(var envelope)) {
            events.add(envelope);
        }
    }

    /** The events of one kind so far. */
    public <E extends Event> List<Envelope<E>> all(Class<E> kind) {
        return stream(kind).toList();
    }

    /** The events of one kind about one deployment so far. */
    public <E extends Event> List<Envelope<E>> of(DeploymentId deployment, Class<E> kind) {
        return stream(kind).filter(about(deployment)).toList();
    }

    /** All events of an application so far, in the order of each topic. */
    public List<Envelope<?>> of(ApplicationName application) {
        return events.stream()
                .filter(event -> event.application().equals(application))
                .toList();
    }

    /** Waits for the first event of this kind that matches. */
    public <E extends Event> Envelope<E> await(Class<E> kind, Predicate<Envelope<E>> matches) {
        return Awaitility.await("a " + kind.getSimpleName())
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> stream(kind).filter(matches).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    /** Waits for the first event of this kind about the deployment. */
    public <E extends Event> Envelope<E> await(DeploymentId deployment, Class<E> kind) {
        return await(kind, about(deployment));
    }

    /** Waits for the first event of this kind that names the request as its cause. */
    public <E extends Event> Envelope<E> awaitAnswer(EventId request, Class<E> kind) {
        return await(kind, event -> event.cause().equals(Optional.of(request)));
    }

    /** The dead letters whose value is this. */
    public List<DeadLetter> deadLetters(byte[] value) {
        return deadLetters.stream()
                .filter(letter -> Arrays.equals(letter.value(), value))
                .toList();
    }

    /** Everything that was said, for the message of a failed assertion. */
    @Override
    public String toString() {
        return events.stream()
                .filter(event -> !(event.event() instanceof SyncProgress))
                .map(event -> event.time() + " " + event.application() + " "
                        + event.event().getClass().getSimpleName())
                .collect(Collectors.joining("\n"));
    }

    private static <E extends Event> Predicate<Envelope<E>> about(DeploymentId deployment) {
        return event -> event.deployment().equals(Optional.of(deployment));
    }

    @SuppressWarnings("unchecked")
    private <E extends Event> Stream<Envelope<E>> stream(Class<E> kind) {
        return events.stream().filter(event -> kind.isInstance(event.event())).map(event -> (Envelope<E>) event);
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            boolean _ = reader.join(END_LIMIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
