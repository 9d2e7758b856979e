package dev.baton.audit.adapter.kafka;

import dev.baton.audit.domain.chain.Place;
import dev.baton.audit.domain.trail.LiveFeed;
import dev.baton.audit.domain.trail.Signal;
import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.AuditRecorded;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.Request;
import dev.baton.events.RouteChanged;
import dev.baton.events.SyncProgress;
import dev.baton.events.VerificationProgress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the audit and the sync-progress topic at their ends, once for all who watch. It begins with the first of them
 * and ends with the last: where nobody watches, nothing is read twice.
 */
@ApplicationScoped
class KafkaLiveFeed implements LiveFeed {

    private static final Logger LOG = Logger.getLogger(KafkaLiveFeed.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final EventCodec codec = new EventCodec();
    private final String bootstrapServers;
    private final List<String> topics;
    private final List<Consumer<Signal>> watchers = new CopyOnWriteArrayList<>();
    private org.apache.kafka.clients.consumer.@Nullable Consumer<byte[], byte[]> following;

    KafkaLiveFeed(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "baton.topic-prefix") String prefix) {
        this.bootstrapServers = bootstrapServers;
        this.topics = List.of(Topic.AUDIT.in(prefix), Topic.SYNC_PROGRESS.in(prefix));
    }

    @Override
    public synchronized Watching watch(Consumer<Signal> watcher) {
        watchers.add(watcher);
        if (following == null) {
            var consumer = Consumers.readCommitted(bootstrapServers);
            var partitions = Consumers.assignAll(consumer, topics);
            consumer.endOffsets(partitions).forEach(consumer::seek);
            following = consumer;
            Thread.ofPlatform().daemon().name("live-feed").start(() -> follow(consumer));
        }
        return () -> leave(watcher);
    }

    private synchronized void leave(Consumer<Signal> watcher) {
        watchers.remove(watcher);
        if (watchers.isEmpty()) {
            stop();
        }
    }

    @PreDestroy
    synchronized void stop() {
        if (following != null) {
            following.wakeup();
            following = null;
        }
    }

    private void follow(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        try (consumer) {
            while (true) {
                for (var record : consumer.poll(POLL)) {
                    signal(record).ifPresent(signal -> watchers.forEach(watcher -> watcher.accept(signal)));
                }
            }
        } catch (WakeupException _) {
            LOG.debug("nobody watches any more");
        }
    }

    private Optional<Signal> signal(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        return switch (codec.decode(record.headers(), record.value())) {
            case Decoded.Unreadable _ -> Optional.empty();
            case Decoded.Readable(Envelope<?> envelope) -> signal(envelope, record);
        };
    }

    private static Optional<Signal> signal(Envelope<?> envelope, ConsumerRecord<byte[], byte[]> record) {
        if (envelope.event() instanceof AuditRecorded recorded) {
            return Optional.of(new Signal.Recorded(envelope.application(), recorded.sequence()));
        }
        var place = new Place(record.topic(), record.partition(), record.offset());
        return switch (envelope.event()) {
            case SyncProgress _, ReadinessAssessed _, VerificationProgress _ ->
                Optional.of(new Signal.Sampled(envelope, place));
            case Request _, LifecycleEvent _, RouteChanged _, AuditRecorded _ -> Optional.empty();
        };
    }
}
