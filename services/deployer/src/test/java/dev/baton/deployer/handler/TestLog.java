package dev.baton.deployer.handler;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.Request;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** The log as a test sees it: writes as CI and the other services would, and reads what the deployer says. */
final class TestLog implements AutoCloseable {
    static final int PARTITIONS = 3;
    private static final URI SOURCE = URI.create("/test");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EventCodec codec = new EventCodec();
    private final String prefix;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Envelope<?>> read = new CopyOnWriteArrayList<>();

    TestLog(String bootstrapServers, String prefix) {
        this.prefix = prefix;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "fetch.max.wait.ms", 50),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topic.DEPLOYMENTS.in(prefix), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    static String[] topics(String prefix) {
        return new String[] {Topic.REQUESTS.in(prefix), Topic.DEPLOYMENTS.in(prefix)};
    }

    <E extends Event> Envelope<E> write(ApplicationName application, Optional<DeploymentId> deployment, E event) {
        Envelope<E> envelope = Envelope.first(SOURCE, application, deployment, Instant.now(), event);
        write(envelope);
        return envelope;
    }

    void write(Envelope<?> envelope) {
        Topic topic = envelope.event() instanceof Request ? Topic.REQUESTS : Topic.DEPLOYMENTS;
        send(codec.toRecord(topic.in(prefix), envelope));
    }

    void writeRaw(Topic topic, String key, byte[] value) {
        send(new ProducerRecord<>(topic.in(prefix), key, value));
    }

    /** The first event of the kind about the application that is or comes. */
    <E extends Event> Envelope<E> await(ApplicationName application, Class<E> kind) {
        return await(application, kind, 1).getFirst();
    }

    <E extends Event> List<Envelope<E>> await(ApplicationName application, Class<E> kind, int count) {
        Awaitility.await(kind.getSimpleName() + " of " + application)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> events(application, kind).size() >= count);
        return events(application, kind);
    }

    /** The answer to a request: the event that names it as its cause. */
    Envelope<?> awaitAnswer(Envelope<?> request) {
        Awaitility.await("the answer to " + request.type())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> answer(request).isPresent());
        return answer(request).orElseThrow();
    }

    @SuppressWarnings("unchecked")
    <E extends Event> List<Envelope<E>> events(ApplicationName application, Class<E> kind) {
        poll();
        return read.stream()
                .filter(envelope -> envelope.application().equals(application))
                .filter(envelope -> kind.isInstance(envelope.event()))
                .map(envelope -> (Envelope<E>) envelope)
                .toList();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        consumer.close();
    }

    private Optional<Envelope<?>> answer(Envelope<?> request) {
        poll();
        return read.stream()
                .filter(envelope -> envelope.cause().equals(Optional.of(request.id())))
                .findFirst();
    }

    private synchronized void poll() {
        consumer.poll(Duration.ofMillis(20)).forEach(record -> {
            if (codec.decode(record) instanceof Decoded.Readable(Envelope<?> envelope)) {
                read.add(envelope);
            }
        });
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
