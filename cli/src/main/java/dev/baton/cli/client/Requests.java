package dev.baton.cli.client;

import dev.baton.cli.CommandFailure;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.Envelope;
import dev.baton.events.Request;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes requests as CI or any other client would: as events on Kafka. */
public final class Requests {
    private static final URI SOURCE = URI.create("/baton/cli");
    private static final int PATIENCE_MS = 10_000;

    private final String bootstrapServers;
    private final String topic;
    private final Clock clock;

    public Requests(String bootstrapServers, String topicPrefix, Clock clock) {
        this.bootstrapServers = bootstrapServers;
        this.topic = Topic.REQUESTS.in(topicPrefix);
        this.clock = clock;
    }

    /**
     * Publishes the request and returns when Kafka has it.
     *
     * @throws CommandFailure when Kafka does not take it within ten seconds
     */
    public <R extends Request> Envelope<R> publish(
            ApplicationName application, Optional<DeploymentId> deployment, R request) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        PATIENCE_MS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        PATIENCE_MS / 2,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        PATIENCE_MS),
                new StringSerializer(),
                new ByteArraySerializer())) {
            // Connecting takes a good part of a second in a process that has only begun. A request is made when it is
            // sent, so it is dated after that.
            producer.partitionsFor(topic);
            var envelope = Envelope.first(
                    SOURCE, application, deployment, clock.instant().truncatedTo(ChronoUnit.MILLIS), request);
            producer.send(new EventCodec().toRecord(topic, envelope)).get();
            return envelope;
        } catch (ExecutionException | KafkaException e) {
            var cause = e instanceof ExecutionException ? e.getCause() : e;
            throw CommandFailure.unreachable(
                    "Kafka at %s did not take the request: %s. Is Baton up? ./baton status says"
                            .formatted(bootstrapServers, cause == null ? e.getMessage() : cause.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted; whether the request was taken is not known");
        }
    }
}
