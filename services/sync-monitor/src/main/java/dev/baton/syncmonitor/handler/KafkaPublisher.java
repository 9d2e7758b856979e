package dev.baton.syncmonitor.handler;

import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.Envelope;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts events on Kafka's topics. */
public final class KafkaPublisher implements Publisher, AutoCloseable {

    private static final Duration FLUSH = Duration.ofSeconds(2);

    private final EventCodec codec = new EventCodec();
    private final Producer<String, byte[]> producer;
    private final String prefix;

    /**
     * @param configuration where Kafka is
     * @param prefix what all topics' names begin with
     */
    public KafkaPublisher(Map<String, Object> configuration, String prefix) {
        this.producer = new KafkaProducer<>(configuration, new StringSerializer(), new ByteArraySerializer());
        this.prefix = prefix;
    }

    @Override
    public CompletionStage<Void> publish(Topic topic, Envelope<?> envelope) {
        var done = new CompletableFuture<Void>();
        try {
            producer.send(codec.toRecord(topic.in(prefix), envelope), (_, failure) -> {
                if (failure == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException refused) {
            done.completeExceptionally(refused);
        }
        return done;
    }

    @Override
    public void close() {
        producer.close(FLUSH);
    }
}
