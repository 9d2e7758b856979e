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
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
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
        Set<TopicPartition> assigned = consumer.assignment();
        while (!assigned.isEmpty() && !stopping) {
            engine.forget();
            try {
                replay(assigned).forEach(consumer::seek);
                engine.replayed();
                return;
            } catch (InterruptException e) {
                // The deployer is stopping.
                throw e;
            } catch (KafkaException e) {
                // Each attempt has its own time-outs inside, so this does not spin.
                LOG.warnf("the log cannot be read (%s); trying again", e.getMessage());
            }
        }
    }

    /** Folds all there is, and says where it ended. */
    private Map<TopicPartition, Long> replay(Set<TopicPartition> partitions) {
        try (KafkaConsumer<String, byte[]> history = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "deployer-replay",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        10_000,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        50),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            history.assign(partitions);
            history.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = history.endOffsets(partitions);
            while (!stopping
                    && ends.entrySet().stream().anyMatch(end -> history.position(end.getKey()) < end.getValue())) {
                history.poll(POLL).forEach(this::fold);
            }
            return partitions.stream().collect(Collectors.toMap(partition -> partition, history::position));
        }
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
