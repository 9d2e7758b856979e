package dev.baton.deployer.handler;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.History;
import dev.baton.events.Envelope;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Reads requests and deployments, at every assignment from the start: state is a fold of the log and is kept nowhere
 * else.
 *
 * <p>{@link History} is read while the assignment is being made; the channel begins where it ended.
 */
@ApplicationScoped
@Identifier("deployer-replay")
public class LogReader implements KafkaConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(LogReader.class);

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
                History.read(bootstrapServers, assigned, this::fold, () -> stopping)
                        .forEach(consumer::seek);
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
