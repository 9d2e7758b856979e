package dev.baton.codec;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads partitions from their start to where they end at the time of the call. State is a fold of the log, so a service
 * begins with this.
 *
 * <p>It has a consumer of its own, whose positions tell exactly when the end is reached. The offsets of records do not: the
 * end may be a transaction's marker, which is never delivered.
 */
public final class History {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration FETCH = Duration.ofMillis(50);

    private History() {}

    /**
     * Hands over every committed record, in order within its partition.
     *
     * @param stopping asked between polls; once true, it returns with what it has
     * @return the offset that comes next, of each partition
     * @throws org.apache.kafka.common.KafkaException where Kafka does not answer within 10 s; records may have been handed
     *     over by then
     */
    public static Map<TopicPartition, Long> read(
            String bootstrapServers,
            Set<TopicPartition> partitions,
            Consumer<ConsumerRecord<String, byte[]>> each,
            BooleanSupplier stopping) {
        Map<String, Object> configuration = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) ANSWER.toMillis(),
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                (int) FETCH.toMillis());
        try (var consumer = new KafkaConsumer<>(configuration, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (!stopping.getAsBoolean()
                    && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(each);
            }
            return partitions.stream().collect(Collectors.toMap(partition -> partition, consumer::position));
        }
    }
}
