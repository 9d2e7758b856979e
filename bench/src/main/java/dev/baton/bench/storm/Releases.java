package dev.baton.bench.storm;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.bench.MeasurementFailure;
import dev.baton.codec.BatonJson;
import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAccepted;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.GreenStarted;
import dev.baton.events.InstanceRetired;
import dev.baton.events.PromoteRequested;
import dev.baton.events.Request;
import dev.baton.events.RetireStarted;
import dev.baton.events.RollbackRequested;
import dev.baton.events.RolledBack;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Condition;
import dev.baton.model.DeploymentId;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import dev.baton.model.Verification;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the other services and people publish, so that the router-switcher moves the traffic of one application. */
public final class Releases implements AutoCloseable {

    private static final ApplicationName NAME = new ApplicationName("measured");
    private static final URI SOURCE = URI.create("/baton/bench");
    private static final Duration LEASE = Duration.ofHours(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int LOOK_EVERY_MILLIS = 500;

    private final String bootstrapServers;
    private final String prefix;
    private final int listen;
    private final List<Integer> slotPorts;
    private final Clock clock;
    private final EventCodec codec = new EventCodec();
    private final KafkaProducer<String, byte[]> producer;

    /** @param listen the application's public port */
    public Releases(String bootstrapServers, String prefix, int listen, List<Integer> slotPorts, Clock clock) {
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
        this.listen = listen;
        this.slotPorts = List.copyOf(slotPorts);
        this.clock = clock;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /**
     * A version that has caught up; all but the event that releases it.
     *
     * @param probation as descriptors write it
     */
    public void prepare(DeploymentId id, Slot slot, String probation) throws InterruptedException {
        var now = clock.instant();
        publish(
                Optional.of(id),
                new DeployAccepted(
                        "1." + slot.ordinal(),
                        descriptor(probation),
                        slot,
                        slotPorts,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "bench",
                        now));
        publish(Optional.of(id), new GreenStarted(Address.loopback(slotPorts.get(slot.ordinal())), now));
        // What was proven before the version had started would not count.
        var proven = clock.instant();
        publish(
                Optional.of(id),
                new SyncComplete(new ReadinessCertificate(
                        proven, proven, proven.plus(LEASE), 1, 1, 1, List.of(new Condition("lag", "0", "2", true)))));
    }

    /** The event that releases it. */
    public void verify(DeploymentId id) throws InterruptedException {
        var now = clock.instant();
        publish(Optional.of(id), new DataVerified(new Verification(now, now.plus(LEASE), 1, List.of(), List.of())));
    }

    /** As a person would, who gives a reason instead of waiting for a fresh proof. */
    public void promote(DeploymentId id) throws InterruptedException {
        publish(Optional.of(id), new PromoteRequested("bench", true, Optional.of("measuring")));
    }

    /** As a person would. */
    public void rollBack() throws InterruptedException {
        publish(Optional.empty(), new RollbackRequested("bench", Optional.of("measuring")));
    }

    /** As the deployer, when the version's time is over: its slot is free. */
    public void retire(DeploymentId id) throws InterruptedException {
        publish(Optional.of(id), new RetireStarted("measured", Optional.of(DeploymentId.next(clock))));
        publish(Optional.of(id), new InstanceRetired("measured"));
    }

    /** Waits until there were so many rollbacks, and gives the last. */
    public RolledBack awaitRolledBack(long rollbacks) throws InterruptedException {
        return await(RolledBack.class, rollbacks);
    }

    /** The evidence of all switches so far. */
    List<SwitchProof> proofs() {
        return events().stream().flatMap(event -> proof(event).stream()).toList();
    }

    /** Waits until so many switches are confirmed. */
    public void awaitConfirmed(long switches) throws InterruptedException {
        await(SwitchConfirmed.class, switches);
    }

    private <E extends Event> E await(Class<E> kind, long number) throws InterruptedException {
        var until = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (System.nanoTime() < until) {
            var all = events().stream().filter(kind::isInstance).map(kind::cast).toList();
            if (all.size() >= number) {
                return all.getLast();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        throw new MeasurementFailure(
                "%s did not come within %d s".formatted(kind.getSimpleName(), LONGEST_WAIT.toSeconds()));
    }

    private List<Event> events() {
        var events = new ArrayList<Event>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            var partition = List.of(new TopicPartition(Topic.DEPLOYMENTS.in(prefix), 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            var end = consumer.endOffsets(partition).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            var until = System.nanoTime() + LONGEST_WAIT.toNanos();
            while (consumer.position(partition.getFirst()) < end && System.nanoTime() < until) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    if (codec.decode(record) instanceof Decoded.Readable(var envelope)) {
                        events.add(envelope.event());
                    }
                }
            }
        }
        return events;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    private static Optional<SwitchProof> proof(Event event) {
        return switch (event) {
            case Switched switched -> Optional.of(switched.proof());
            case RolledBack rolledBack -> Optional.of(rolledBack.proof());
            default -> Optional.empty();
        };
    }

    private <E extends Event> void publish(Optional<DeploymentId> id, E event) throws InterruptedException {
        var topic = event instanceof Request ? Topic.REQUESTS : Topic.DEPLOYMENTS;
        try {
            producer.send(codec.toRecord(topic.in(prefix), Envelope.first(SOURCE, NAME, id, clock.instant(), event)))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Descriptor descriptor(String probation) {
        try {
            return BatonJson.mapper().readValue("""
                    {"name": "%s",
                     "run": {"process": {"command": ["true"]}},
                     "sync": {"height": {"sql": "SELECT max(height) FROM blocks"},
                              "tip": [{"evm": {"url": "http://127.0.0.1:8545"}}]},
                     "route": {"listen": %d}, "promotion": "automatic", "probation": "%s"}
                    """.formatted(NAME, listen, probation), Descriptor.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
