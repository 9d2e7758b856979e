package dev.baton.syncmonitor.handler;

import dev.baton.codec.Decoded;
import dev.baton.events.LifecycleEvent;
import dev.baton.model.ApplicationName;
import dev.baton.syncmonitor.domain.Watchlist;
import dev.baton.syncmonitor.topology.Incoming;
import dev.baton.syncmonitor.topology.UnreadableRecords;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Follows the deployments' log: reads each partition from its start whenever it is assigned, and once it has been read
 * to the end says after every change what is to be done.
 *
 * <p>It asks the consumer for its position to know that end. Records alone do not tell: behind the last one stand the
 * markers of transactions, and a plain message channel shows no position that counts them.
 */
public final class DeploymentLog implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(DeploymentLog.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LEAVE = Duration.ofSeconds(5);

    private final Map<String, Object> configuration;
    private final String topic;
    private final UnreadableRecords unreadable;
    private final Consumer<Watchlist> worker;
    private final Incoming incoming = new Incoming();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private final Map<ApplicationName, Integer> homes = new HashMap<>();
    private final Map<TopicPartition, Long> replaying = new HashMap<>();

    /** Each application's by itself: an event then costs the same however many others there are. */
    private final Map<ApplicationName, Watchlist> watchlists = new HashMap<>();

    private boolean changed;
    private volatile boolean upToDate;

    /**
     * @param configuration of the consumer: where Kafka is, its group
     * @param topic the deployments' topic
     * @param unreadable is told of every record that is skipped
     * @param worker is told what is to be watched and verified; called from one thread
     */
    public DeploymentLog(
            Map<String, Object> configuration, String topic, UnreadableRecords unreadable, Consumer<Watchlist> worker) {
        this.configuration = Map.copyOf(configuration);
        this.topic = topic;
        this.unreadable = unreadable;
        this.worker = worker;
        this.thread = Thread.ofPlatform().name("baton-deployment-log").unstarted(this::run);
    }

    /** Begins to follow. */
    public void start() {
        thread.start();
    }

    /** Whether all that was on record when its partitions were assigned has been read. */
    public boolean isUpToDate() {
        return upToDate;
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(LEAVE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isClosing(Duration.ZERO)) {
            try (var consumer =
                    new KafkaConsumer<>(configuration, new StringDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(topic), new Replay(consumer));
                while (!isClosing(Duration.ZERO)) {
                    follow(consumer);
                }
            } catch (RuntimeException failure) {
                LOG.errorf(failure, "The deployments' log cannot be followed, trying again");
                upToDate = false;
                isClosing(PAUSE_AFTER_FAILURE);
            }
        }
    }

    private void follow(KafkaConsumer<String, byte[]> consumer) {
        for (var record : consumer.poll(POLL)) {
            read(record);
        }
        if (replaying.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue())) {
            changed = true;
        }
        upToDate = replaying.isEmpty() && !consumer.assignment().isEmpty();
        if (changed && replaying.isEmpty()) {
            changed = false;
            worker.accept(Watchlist.together(watchlists.values()));
        }
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        try {
            fold(record);
        } catch (RuntimeException nonsense) {
            // An event that is well-formed and still makes no sense must not stop all others.
            unreadable.skipped(record.topic(), record.partition(), record.offset(), nonsense.toString());
        }
    }

    private void fold(ConsumerRecord<String, byte[]> record) {
        switch (incoming.read(record.key(), record.headers(), record.value())) {
            case Decoded.Unreadable(var reason) ->
                unreadable.skipped(record.topic(), record.partition(), record.offset(), reason);
            case Decoded.Readable(var envelope) -> {
                if (envelope.event() instanceof LifecycleEvent event) {
                    homes.put(envelope.application(), record.partition());
                    watchlists.put(
                            envelope.application(),
                            watchlists
                                    .getOrDefault(envelope.application(), Watchlist.EMPTY)
                                    .after(Incoming.typed(envelope, event)));
                    changed = true;
                }
            }
        }
    }

    /** Forgets what other replicas look after, and what will be read again. */
    private void forget(Collection<TopicPartition> partitions) {
        var leaving = partitions.stream().map(TopicPartition::partition).toList();
        watchlists.keySet().removeIf(name -> leaving.contains(homes.get(name)));
        homes.values().removeIf(leaving::contains);
        replaying.keySet().removeAll(partitions);
        changed = true;
    }

    private boolean isClosing(Duration wait) {
        try {
            return closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Reads what is assigned from its start. */
    private final class Replay implements ConsumerRebalanceListener {

        private final KafkaConsumer<String, byte[]> consumer;

        Replay(KafkaConsumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            forget(partitions);
            consumer.seekToBeginning(partitions);
            replaying.putAll(consumer.endOffsets(partitions));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            forget(partitions);
        }
    }
}
