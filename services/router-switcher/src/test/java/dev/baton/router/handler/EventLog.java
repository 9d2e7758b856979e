package dev.baton.router.handler;

import static org.awaitility.Awaitility.await;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.Request;
import dev.baton.events.SyncProgress;
import dev.baton.model.ApplicationName;
import dev.baton.model.EventId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Baton's topics under a prefix of their own, seen from outside: what others publish, and all that was published. */
final class EventLog implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String bootstrapServers;
    private final String prefix;
    private final EventCodec codec = new EventCodec();
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Envelope<?>> seen = new CopyOnWriteArrayList<>();

    EventLog(String bootstrapServers, String prefix) throws ExecutionException, InterruptedException {
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
        var topics = Stream.of(Topic.REQUESTS, Topic.DEPLOYMENTS, Topic.ROUTES, Topic.SYNC_PROGRESS)
                .map(topic -> topic.in(prefix))
                .toList();
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, 2, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new ByteArrayDeserializer());
        var partitions = topics.stream()
                .flatMap(topic -> Stream.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1)))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    void publish(Envelope<?> event) {
        var topic = switch (event.event()) {
            case Request _ -> Topic.REQUESTS;
            case SyncProgress _ -> Topic.SYNC_PROGRESS;
            default -> Topic.DEPLOYMENTS;
        };
        send(codec.toRecord(topic.in(prefix), event));
    }

    void publish(List<Envelope<?>> events) {
        events.forEach(this::publish);
    }

    /** Has the broker refuse records of the topic that are larger; empty: as by default. */
    void refuseLarger(Topic topic, Optional<Integer> bytes) {
        var entry = new ConfigEntry(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                bytes.map(Object::toString).orElse(null));
        var kind = bytes.isPresent() ? AlterConfigOp.OpType.SET : AlterConfigOp.OpType.DELETE;
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic.in(prefix)),
                            List.of(new AlterConfigOp(entry, kind))))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A record of any content. */
    void send(Topic topic, String key, byte[] value) {
        send(new ProducerRecord<>(topic.in(prefix), key, value));
    }

    /** Waits for the first event of that kind about the application, after the first {@code skip} of them. */
    <E extends Event> Envelope<E> next(ApplicationName application, Class<E> kind, int skip) {
        return await(kind.getSimpleName() + " of " + application)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> all(application, kind), events -> events.size() > skip)
                .get(skip);
    }

    /** Waits for the event that names the request as its cause. */
    Envelope<?> answerTo(ApplicationName application, EventId request) {
        return await("answer to " + request)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> all(application, LifecycleEvent.class).stream()
                                .filter(event -> event.cause().equals(Optional.of(request)))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** All events of that kind about the application so far. */
    @SuppressWarnings("unchecked")
    <E extends Event> List<Envelope<E>> all(ApplicationName application, Class<E> kind) {
        for (var record : consumer.poll(Duration.ofMillis(10))) {
            if (codec.decode(record) instanceof Decoded.Readable(var envelope)) {
                seen.add(envelope);
            }
        }
        return seen.stream()
                .filter(event -> event.application().equals(application) && kind.isInstance(event.event()))
                .map(event -> (Envelope<E>) event)
                .toList();
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        consumer.close();
    }

    private void send(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
