package dev.baton.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {
    @Test
    void keepsWhatWasWrittenWhenItIsKilled(@TempDir Path folder) throws Exception {
        try (var broker = KafkaBroker.start(folder)) {
            broker.createTopics(1, "kept");
            try (var producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", broker.bootstrapServers()),
                    new StringSerializer(),
                    new StringSerializer())) {
                producer.send(new ProducerRecord<>("kept", "key", "value")).get();
            }

            broker.kill();
            broker.restart();

            assertThat(firstValue(broker, "kept")).isEqualTo("value");
        }
    }

    @Test
    void isSharedByTheTestsOfOneJvm() {
        assertThat(SharedKafka.bootstrapServers()).isEqualTo(SharedKafka.bootstrapServers());
        assertThat(SharedKafka.uniquePrefix()).isNotEqualTo(SharedKafka.uniquePrefix());
    }

    private static String firstValue(KafkaBroker broker, String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            return consumer.poll(Duration.ofSeconds(20)).iterator().next().value();
        }
    }
}
