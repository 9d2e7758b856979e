package dev.baton.router.adapter.kafka;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.events.SyncProgress;
import dev.baton.model.ApplicationName;
import dev.baton.router.domain.SampleFeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads the topic of samples from its end, by a consumer of its own that is there only as long as it is wanted. */
public final class KafkaSampleFeed implements SampleFeed {

    private static final Logger LOG = Logger.getLogger(KafkaSampleFeed.class);

    private static final int CALL_LIMIT_MILLIS = 5_000;
    private static final int FETCH_BYTES = 256 << 10;

    private final EventCodec codec;
    private final String bootstrapServers;
    private final String topic;

    /** @param topic its whole name */
    public KafkaSampleFeed(EventCodec codec, String bootstrapServers, String topic) {
        this.codec = codec;
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    @Override
    public Samples open(ApplicationName application) {
        return new Tail(application);
    }

    private final class Tail implements Samples {

        private final ApplicationName application;
        private @Nullable Consumer<String, byte[]> consumer;
        private boolean faultTold;

        private Tail(ApplicationName application) {
            this.application = application;
        }

        @Override
        public List<Sample> next() {
            try {
                if (consumer == null) {
                    consumer = atTheEnd();
                }
                var samples = new ArrayList<Sample>();
                for (var record : consumer.poll(Duration.ZERO)) {
                    sample(record).ifPresent(samples::add);
                }
                return samples;
            } catch (KafkaException unreachable) {
                if (!faultTold) {
                    LOG.warnf("%s: the samples in %s cannot be read: %s", application, topic, unreachable.getMessage());
                    faultTold = true;
                }
                close();
                return List.of();
            }
        }

        private Consumer<String, byte[]> atTheEnd() {
            var opened = new KafkaConsumer<>(
                    Map.<String, Object>of(
                            "bootstrap.servers", bootstrapServers,
                            "default.api.timeout.ms", CALL_LIMIT_MILLIS,
                            "request.timeout.ms", CALL_LIMIT_MILLIS,
                            "fetch.max.bytes", FETCH_BYTES,
                            "allow.auto.create.topics", false),
                    new StringDeserializer(),
                    new ByteArrayDeserializer());
            try {
                var partitions = opened.partitionsFor(topic).stream()
                        .map(each -> new TopicPartition(each.topic(), each.partition()))
                        .toList();
                opened.assign(partitions);
                opened.seekToEnd(partitions);
                // Otherwise the end would be looked up later, and what came meanwhile be passed over.
                partitions.forEach(opened::position);
                return opened;
            } catch (KafkaException unreachable) {
                opened.close();
                throw unreachable;
            }
        }

        private Optional<Sample> sample(ConsumerRecord<String, byte[]> record) {
            return application.value().equals(record.key())
                            && codec.decode(record) instanceof Decoded.Readable(var envelope)
                            && envelope.event() instanceof SyncProgress progress
                    ? envelope.deployment().map(id -> new Sample(id, progress.lag()))
                    : Optional.empty();
        }

        @Override
        public void close() {
            if (consumer != null) {
                consumer.close();
                consumer = null;
            }
        }
    }
}
