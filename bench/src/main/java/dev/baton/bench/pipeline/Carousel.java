package dev.baton.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.bench.MeasurementFailure;
import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.DataMismatch;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployFailed;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.SwitchFailed;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Keeps every application in deployment: as soon as one deployment is complete, the application's next is requested. So
 * as many are under way as there are applications, and the services are never without work.
 */
final class Carousel implements AutoCloseable {

    private static final URI SOURCE = URI.create("/baton/bench");
    private static final Duration POLL = Duration.ofMillis(100);

    private final String prefix;
    private final Map<ApplicationName, JsonNode> descriptors;
    private final Clock clock;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final EventCodec codec = new EventCodec();
    private final Map<DeploymentId, Passage> underWay = new HashMap<>();
    private final List<Passage> complete = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> repeatedSwitches = new ArrayList<>();

    Carousel(String bootstrapServers, String prefix, Map<ApplicationName, JsonNode> descriptors, Clock clock) {
        this.prefix = prefix;
        this.descriptors = new LinkedHashMap<>(descriptors);
        this.clock = clock;
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        0),
                new StringSerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var partitions = Stream.of(Topic.REQUESTS, Topic.DEPLOYMENTS)
                .flatMap(topic -> consumer.partitionsFor(topic.in(prefix)).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /**
     * What a turn brought.
     *
     * @param complete the deployments that came to their end, whole
     * @param took from the first request to the last end
     * @param failures what went otherwise
     * @param repeatedSwitches why switches failed that Baton then repeated by itself
     */
    record Turn(List<Passage> complete, Duration took, List<String> failures, List<String> repeatedSwitches) {

        Turn {
            complete = List.copyOf(complete);
            failures = List.copyOf(failures);
            repeatedSwitches = List.copyOf(repeatedSwitches);
        }
    }

    /**
     * Deploys until so many deployments are complete, or the time is over.
     *
     * @param round tells this turn's versions from others
     */
    Turn turn(String round, int deployments, Duration limit, Consumer<String> progress) {
        complete.clear();
        failures.clear();
        repeatedSwitches.clear();
        var began = clock.instant();
        int requested = 0;
        for (var application : descriptors.keySet()) {
            if (requested < deployments) {
                request(application, round + "-" + ++requested);
            }
        }
        int told = 0;
        while (complete.size() + failures.size() < deployments) {
            if (Duration.between(began, clock.instant()).compareTo(limit) > 0) {
                throw new MeasurementFailure("Only %d of %d deployments were complete after %d s; %d are under way. %s"
                        .formatted(complete.size(), deployments, limit.toSeconds(), underWay.size(), failures));
            }
            var records = consumer.poll(POLL);
            var arrived = clock.instant();
            for (var record : records) {
                var free = take(record, arrived);
                if (free.isPresent() && requested < deployments) {
                    request(free.get(), round + "-" + ++requested);
                }
            }
            if (complete.size() >= told + Math.max(1, deployments / 5)) {
                told = complete.size();
                progress.accept("%d of %d deployments".formatted(told, deployments));
            }
        }
        return new Turn(complete, Duration.between(began, clock.instant()), failures, repeatedSwitches);
    }

    private void request(ApplicationName application, String version) {
        var id = DeploymentId.next(clock);
        underWay.put(id, new Passage());
        var request = new DeployRequested(
                version, Objects.requireNonNull(descriptors.get(application)), "bench", Optional.empty());
        producer.send(codec.toRecord(
                Topic.REQUESTS.in(prefix),
                Envelope.first(SOURCE, application, Optional.of(id), clock.instant(), request)));
    }

    /** Takes an event in, and returns its application where that is free for its next deployment. */
    private Optional<ApplicationName> take(ConsumerRecord<String, byte[]> record, Instant arrived) {
        if (!(codec.decode(record) instanceof Decoded.Readable(var envelope))) {
            return Optional.empty();
        }
        var id = envelope.deployment();
        var passage = id.map(underWay::get);
        if (passage.isEmpty()) {
            return Optional.empty();
        }
        passage.get().saw(envelope.event().getClass(), envelope.time(), arrived);
        if (envelope.event() instanceof SwitchFailed(var _, var reason, var _)) {
            repeatedSwitches.add(envelope.application() + ": " + reason);
        }
        var failure = failure(envelope.event());
        failure.ifPresent(reason -> failures.add(envelope.application() + ": " + reason));
        if (failure.isEmpty() && !(envelope.event() instanceof DeployCompleted)) {
            return Optional.empty();
        }
        underWay.remove(id.orElseThrow());
        if (failure.isEmpty() && passage.get().complete()) {
            complete.add(passage.get());
        } else if (failure.isEmpty()) {
            failures.add(envelope.application() + ": completed without passing all stations");
        }
        return Optional.of(envelope.application());
    }

    private static Optional<String> failure(Event event) {
        return switch (event) {
            case DeployRejected rejected -> Optional.of("refused: " + rejected.reasons());
            case DeployFailed failed -> Optional.of("failed: " + failed.reason());
            case DeployAborted aborted -> Optional.of("aborted: " + aborted.reason());
            case DataMismatch mismatch -> Optional.of("its data differs: " + mismatch.differences());
            case Event _ -> Optional.empty();
        };
    }

    @Override
    public void close() {
        consumer.close();
        producer.close(Duration.ZERO);
    }
}
