package dev.baton.deployer.handler;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.events.Envelope;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Reads requests and deployments, at every assignment from the start: state is a fold of the log and is kept nowhere
 * else.
 *
 * <p>History is read by a consumer of its own while the assignment is being made. Its positions tell exactly when the end
 * is reached, also where the end is a transaction's marker, which is never delivered; the channel then begins there.
 */
@ApplicationScoped
@Identifier("deployer-replay")
public class LogReader implements KafkaConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(LogReader.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final EventCodec codec = new EventCodec();
    private final Engine engine;
    private final MeterRegistry meters;
    private final String bootstrapServers;
    private volatile boolean stopping;

    LogReader(
            Engine engine,
            MeterRegistry meters,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.engine = engine;
        this.meters = meters;
        this.bootstrapServers = bootstrapServers;
    }

    @PreDestroy
    void stop() {
        stopping = true;
    }

    /** What comes after history. */
    @Incoming("log")
    public void read(ConsumerRecord<String, byte[]> record) {
        fold(record);
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        engine.forget();
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        engine.forget();
        Set<TopicPartition> assigned = consumer.assignment();
        if (assigned.isEmpty()) {
            return;
        }
        try (KafkaConsumer<String, byte[]> history = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "deployer-replay",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        50),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            history.assign(assigned);
            history.seekToBeginning(assigned);
            Map<TopicPartition, Long> ends = history.endOffsets(assigned);
            while (!stopping
                    && ends.entrySet().stream().anyMatch(end -> history.position(end.getKey()) < end.getValue())) {
                history.poll(POLL).forEach(this::fold);
            }
            assigned.forEach(partition -> consumer.seek(partition, history.position(partition)));
        }
        engine.replayed();
    }

    private void fold(ConsumerRecord<String, byte[]> record) {
        switch (codec.decode(record)) {
            case Decoded.Readable(Envelope<?> envelope) -> engine.on(envelope);
            case Decoded.Unreadable(String reason) -> {
                meters.counter("baton.deployer.unreadable", "topic", record.topic())
                        .increment();
                LOG.warnf(
                        "skipped an unreadable record at %s-%d, offset %d: %s",
                        record.topic(), record.partition(), record.offset(), reason);
            }
        }
    }
}
