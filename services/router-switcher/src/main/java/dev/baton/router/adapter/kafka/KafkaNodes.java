package dev.baton.router.adapter.kafka;

import dev.baton.router.domain.Nodes;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The routers as members of one consumer group that reads nothing: Kafka's group coordinator knows who is alive, by its
 * own heartbeats, and gives the first partition to exactly one of them, who leads. Whoever stops in order is out at once,
 * whoever is killed after {@link #SESSION}.
 */
public final class KafkaNodes implements Nodes, AutoCloseable {

    /** How long a member that says nothing counts as alive; less is refused by brokers as they are set up by default. */
    private static final Duration SESSION = Duration.ofSeconds(6);

    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Logger LOG = Logger.getLogger(KafkaNodes.class);

    private final String bootstrapServers;
    private final String group;
    private final String topic;
    private final String self;
    private final Admin admin;
    private volatile boolean closing;
    private volatile boolean leads;
    private Set<String> lastAlive = Set.of();
    private @Nullable Runnable begunToLead;
    private @Nullable Thread membership;

    /**
     * @param group the consumer group that all routers of the same applications are in
     * @param topic any topic; its first partition is the token
     * @param self this one's name
     */
    public KafkaNodes(String bootstrapServers, String group, String topic, String self) {
        this.bootstrapServers = bootstrapServers;
        this.group = group;
        this.topic = topic;
        this.self = self;
        this.admin = Admin.create(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                CommonClientConfigs.CLIENT_ID_CONFIG,
                self + "-nodes"));
    }

    @Override
    public Optional<String> self() {
        return Optional.of(self);
    }

    @Override
    public synchronized void join(Runnable callback) {
        begunToLead = callback;
        if (membership == null) {
            membership = Thread.ofPlatform().daemon().name("router-nodes").start(this::takePart);
        } else if (leads) {
            callback.run();
        }
    }

    @Override
    public boolean leads() {
        return leads;
    }

    @Override
    public Optional<Set<String>> alive() {
        try {
            var asked = admin.describeConsumerGroups(List.of(group)).describedGroups();
            var alive =
                    Objects.requireNonNull(asked.get(group))
                            .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                            .members()
                            .stream()
                            .map(MemberDescription::clientId)
                            .collect(Collectors.toUnmodifiableSet());
            tellChanges(alive);
            return Optional.of(alive);
        } catch (ExecutionException | TimeoutException unknown) {
            LOG.debugf("it is not known which routers are alive: %s", unknown);
            return Optional.empty();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        closing = true;
        var running = membership();
        try {
            if (running != null) {
                running.join(ANSWER);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        admin.close(Duration.ZERO);
    }

    private synchronized @Nullable Thread membership() {
        return membership;
    }

    private void takePart() {
        while (!closing) {
            try (var consumer =
                    new KafkaConsumer<>(configuration(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                var token = new TopicPartition(topic, 0);
                consumer.subscribe(List.of(topic), new ReadNothing(consumer));
                while (!closing) {
                    consumer.poll(POLL);
                    note(consumer.assignment().contains(token));
                }
            } catch (KafkaException unreachable) {
                LOG.warnf("%s is no member of %s: %s; trying again", self, group, unreachable.getMessage());
                pause();
            } finally {
                note(false);
            }
        }
    }

    private void note(boolean leadsNow) {
        if (leads == leadsNow) {
            return;
        }
        leads = leadsNow;
        LOG.infof(leadsNow ? "%s leads the routers" : "%s does not lead the routers any more", self);
        if (leadsNow) {
            synchronized (this) {
                if (begunToLead != null) {
                    begunToLead.run();
                }
            }
        }
    }

    private synchronized void tellChanges(Set<String> alive) {
        var gone = new TreeSet<>(lastAlive);
        gone.removeAll(alive);
        var come = new TreeSet<>(alive);
        come.removeAll(lastAlive);
        lastAlive = alive;
        if (!gone.isEmpty()) {
            LOG.warnf("router %s is away: switches do not wait for it", String.join(", ", gone));
        }
        if (!come.isEmpty()) {
            LOG.infof("router %s is there", String.join(", ", come));
        }
    }

    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Object> configuration() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.CLIENT_ID_CONFIG,
                self,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "latest",
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                (int) SESSION.toMillis(),
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                (int) HEARTBEAT.toMillis(),
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                10_000,
                // Who leads goes on leading while others come and go.
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class));
    }

    /** What is assigned is a token, not something to read. */
    private record ReadNothing(KafkaConsumer<?, ?> consumer) implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // Looked at after each poll.
        }
    }
}
