package dev.baton.demo.stage;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.DataMismatch;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployRejected;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.GreenFailed;
import dev.baton.events.RequestRejected;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SyncStalled;
import dev.baton.model.ApplicationName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** The events of one application, read straight from Kafka from their beginning, while the demo goes on. */
public final class EventFeed implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);

    private final ApplicationName application;
    private final Consumer<Envelope<?>> listener;
    private final KafkaConsumer<String, byte[]> consumer;
    private final EventCodec codec = new EventCodec();
    private final Thread reader;
    private final List<Envelope<?>> seen = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private volatile boolean closing;
    private @Nullable RuntimeException failure;

    /**
     * Starts reading.
     *
     * @param listener is told each event once it is on record here, on the reading thread
     */
    public EventFeed(
            String bootstrapServers, String topicPrefix, ApplicationName application, Consumer<Envelope<?>> listener) {
        this.application = application;
        this.listener = listener;
        this.consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = Stream.of(Topic.REQUESTS, Topic.DEPLOYMENTS, Topic.SYNC_PROGRESS)
                .flatMap(topic -> consumer.partitionsFor(topic.in(topicPrefix)).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        reader = Thread.ofPlatform().daemon().name("demo-events").start(this::read);
    }

    private void read() {
        try (consumer) {
            while (!closing) {
                consumer.poll(POLL).forEach(this::take);
            }
        } catch (RuntimeException e) {
            lock.lock();
            try {
                failure = e;
                grown.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        switch (codec.decode(record)) {
            case Decoded.Readable readable -> take(readable.envelope());
            case Decoded.Unreadable unreadable ->
                throw new DemoFailure("A record of " + record.topic() + " cannot be read: " + unreadable.reason());
        }
    }

    private void take(Envelope<?> envelope) {
        if (!envelope.application().equals(application)) {
            return;
        }
        lock.lock();
        try {
            seen.add(envelope);
            grown.signalAll();
        } finally {
            lock.unlock();
        }
        listener.accept(envelope);
    }

    /** All events so far, in the order of each topic. */
    public List<Envelope<?>> seen() {
        lock.lock();
        try {
            return List.copyOf(seen);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for an event that is not among the first {@code after} ones.
     *
     * @param what for the message of the {@link DemoFailure} if it does not come, or something comes that ends all hope
     */
    public <E extends Event> Envelope<E> await(
            int after, Class<E> kind, Predicate<Envelope<E>> matches, String what, Duration within) {
        long left = within.toNanos();
        lock.lock();
        try {
            while (true) {
                if (failure != null) {
                    throw new DemoFailure("Reading the events failed: " + failure.getMessage(), failure);
                }
                List<Envelope<?>> fresh = seen.subList(Math.min(after, seen.size()), seen.size());
                Optional<Envelope<E>> found =
                        fresh.stream().flatMap(e -> as(kind, e)).filter(matches).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                fresh.stream().flatMap(EventFeed::endOfHope).findFirst().ifPresent(end -> {
                    throw new DemoFailure("Waiting for " + what + ", but: " + end);
                });
                if (left <= 0) {
                    throw new DemoFailure("Waited " + within.toSeconds() + " s in vain for " + what);
                }
                left = grown.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** How many events there are: what {@code after} says for events to come. */
    public int size() {
        lock.lock();
        try {
            return seen.size();
        } finally {
            lock.unlock();
        }
    }

    /** Stops at the next poll and waits for it; {@code within} at most, for Kafka may be gone. */
    public void close(Duration within) {
        closing = true;
        consumer.wakeup();
        try {
            boolean _ = reader.join(within);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(2));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Event> Stream<Envelope<E>> as(Class<E> kind, Envelope<?> envelope) {
        return kind.isInstance(envelope.event()) ? Stream.of((Envelope<E>) envelope) : Stream.empty();
    }

    /** DeployFailed is none: it also follows a rollback, after which the deployment may be promoted again. */
    private static Stream<String> endOfHope(Envelope<?> envelope) {
        return switch (envelope.event()) {
            case DeployRejected rejected -> Stream.of("refused: " + String.join("; ", rejected.reasons()));
            case RequestRejected rejected ->
                Stream.of(rejected.request() + " refused: " + String.join("; ", rejected.reasons()));
            case GreenFailed failed -> Stream.of(failed.cause() + "\n" + String.join("\n", failed.lastLogLines()));
            case SyncStalled stalled -> Stream.of(stalled.reason());
            case DataMismatch mismatch ->
                Stream.of("the data differs at " + mismatch.total() + " heights: " + mismatch.differences());
            case SwitchFailed failed -> Stream.of("the switch failed: " + failed.reason());
            case DeployAborted aborted -> Stream.of(aborted.reason());
            case Event _ -> Stream.empty();
        };
    }
}
