package dev.baton.syncmonitor.adapter.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.descriptor.Source;
import dev.baton.support.FreePorts;
import dev.baton.support.SharedKafka;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer group's lag on a real broker. */
class KafkaProbeIT {

    private final String bootstrap = SharedKafka.bootstrapServers();
    private final String topic = SharedKafka.uniquePrefix() + "transfers";
    private final String group = topic + ".indexer";
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    private final KafkaProbe height = probe(bootstrap, Role.HEIGHT);
    private final KafkaProbe tip = probe(bootstrap, Role.TIP);

    @BeforeEach
    void createTopic() throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
    }

    @AfterEach
    void stop() {
        height.close();
        tip.close();
        admin.close(Duration.ZERO);
    }

    @Test
    void comparesWhatIsCommittedWithTheEnd() {
        write(0, 30);
        write(1, 12);
        try (var consumer = consumer()) {
            commit(consumer, 0, 20);
            commit(consumer, 1, 12);

            assertThat(height.read()).isEqualTo(new Reading.Height(32));
            assertThat(tip.read()).isEqualTo(new Reading.Height(42));
        }
    }

    @Test
    void doesNotTakeSilenceForZero() {
        write(0, 5);
        write(1, 5);
        assertUnknown(height.read(), "Group");
        try (var consumer = consumer()) {
            commit(consumer, 0, 5);

            assertUnknown(height.read(), "nothing is committed for partition 1");
        }
    }

    @Test
    void believesNoGroupThatCaughtUpAndThenDied() {
        write(0, 5);
        try (var consumer = consumer()) {
            commit(consumer, 0, 5);
            assertThat(height.read()).isEqualTo(new Reading.Height(5));
        }

        assertUnknown(height.read(), "the group is \"Empty\"");
    }

    @Test
    void endsWhereATransactionIsOpen() {
        write(0, 5);
        try (var writer = new KafkaProducer<byte[], byte[]>(
                Map.of("bootstrap.servers", bootstrap, "transactional.id", topic),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            writer.initTransactions();
            writer.beginTransaction();
            writer.send(new ProducerRecord<>(topic, 0, null, "open".getBytes(UTF_8)));
            writer.flush();

            assertThat(tip.read()).isEqualTo(new Reading.Height(5));
            writer.commitTransaction();
        }

        // The record and the mark of the commit.
        await().untilAsserted(() -> assertThat(tip.read()).isEqualTo(new Reading.Height(7)));
    }

    @Test
    void saysWhatWasDeletedBeforeItWasRead() throws ExecutionException, InterruptedException {
        write(0, 50);
        try (var consumer = consumer()) {
            commit(consumer, 0, 10);
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(40)))
                    .all()
                    .get();

            assertUnknown(height.read(), "partition 0 was read up to 10, and what follows was deleted up to 40");
        }
    }

    @Test
    void saysThatTheTopicWasMadeAnew() {
        write(0, 5);
        try (var consumer = consumer()) {
            commit(consumer, 0, 9);

            assertUnknown(height.read(), "beyond its end 5: was the topic made anew?");
        }
    }

    @Test
    void saysThatThereIsNoTopicOrNoBroker() {
        try (var other = new KafkaProbe(
                        new Source.Kafka(bootstrap, group, topic + "-none"),
                        group,
                        Role.TIP,
                        Duration.ofSeconds(5),
                        _ -> Optional.empty());
                var nobody = probe("127.0.0.1:" + FreePorts.next(), Role.TIP)) {
            assertUnknown(other.read(), "UnknownTopicOrPartition");
            assertUnknown(nobody.read(), "kafka topic " + topic + ": ");
        }
    }

    private KafkaProbe probe(String brokers, Role role) {
        return new KafkaProbe(
                new Source.Kafka(brokers, group, topic), group, role, Duration.ofSeconds(5), _ -> Optional.empty());
    }

    private void write(int partition, int records) {
        try (var writer = new KafkaProducer<byte[], byte[]>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
            IntStream.range(0, records)
                    .forEach(i -> writer.send(new ProducerRecord<>(
                            topic, partition, null, Integer.toString(i).getBytes(UTF_8))));
        }
    }

    /** A member of the group that has its partitions. */
    private KafkaConsumer<byte[], byte[]> consumer() {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrap, "group.id", group, "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            consumer.poll(Duration.ofMillis(100));
            return consumer.assignment().size() == 2;
        });
        return consumer;
    }

    private void commit(KafkaConsumer<byte[], byte[]> consumer, int partition, long position) {
        consumer.commitSync(Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(position)));
    }

    private static void assertUnknown(Reading reading, String reason) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains(reason).doesNotContain("\n"));
    }
}
