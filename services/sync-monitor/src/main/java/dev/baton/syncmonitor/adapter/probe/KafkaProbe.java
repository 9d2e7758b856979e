package dev.baton.syncmonitor.adapter.probe;

import dev.baton.model.Text;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far a consumer group has read a topic, and how far it can: sums over the partitions, the end being the last stable
 * offset, because what belongs to an open transaction cannot be read. A group that has committed nothing for a partition,
 * that nobody is a member of, or that was outrun by the topic's retention is unknown.
 */
final class KafkaProbe implements HeightProbe {

    private static final long FIRST_BACKOFF_MS = 1_000;
    private static final long LONGEST_BACKOFF_MS = 10_000;

    private final String bootstrap;
    private final String group;
    private final String topic;
    private final Role role;
    private final Duration timeout;
    private @Nullable Admin open;

    /** @param timeout for each of the questions that one look asks */
    KafkaProbe(String bootstrap, String group, String topic, Role role, Duration timeout) {
        this.bootstrap = bootstrap;
        this.group = group;
        this.topic = topic;
        this.role = role;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return switch (role) {
            case HEIGHT -> "kafka group " + Text.quoted(group) + " on " + topic;
            case TIP -> "kafka topic " + topic;
        };
    }

    @Override
    public synchronized Reading read() {
        try {
            return read(admin());
        } catch (Unknown unknown) {
            return new Reading.Unknown(name() + ": " + unknown.getMessage());
        } catch (KafkaException failure) {
            close();
            return new Reading.Unknown(name() + ": " + Text.quoted(String.valueOf(failure.getMessage())));
        }
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.close(Duration.ZERO);
            open = null;
        }
    }

    private Reading read(Admin admin) throws Unknown {
        var partitions = answer(
                        admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
                .partitions()
                .stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        if (role == Role.HEIGHT) {
            expectMembers(admin);
        }
        // The group's position before the topic's end, which may grow in between.
        Map<TopicPartition, Long> committed = role == Role.HEIGHT ? committed(admin) : Map.of();
        var first = offsets(admin, partitions, OffsetSpec.earliest());
        var end = offsets(admin, partitions, OffsetSpec.latest());
        var sum = 0L;
        for (var partition : partitions) {
            var last = end.getOrDefault(partition, 0L);
            sum += role == Role.TIP ? last : position(partition, committed, first.getOrDefault(partition, 0L), last);
        }
        return new Reading.Height(sum);
    }

    private void expectMembers(Admin admin) throws Unknown {
        var state = answer(admin.describeConsumerGroups(List.of(group))
                        .describedGroups()
                        .get(group))
                .groupState();
        if (state != GroupState.STABLE) {
            throw new Unknown("the group is " + Text.quoted(state.toString())
                    + "; what it has committed says nothing while nobody reads");
        }
    }

    private Map<TopicPartition, Long> committed(Admin admin) throws Unknown {
        return answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static long position(TopicPartition partition, Map<TopicPartition, Long> committed, long first, long end)
            throws Unknown {
        var position = committed.get(partition);
        if (position == null) {
            // Nothing was ever written there, so there is nothing to commit.
            if (end == 0) {
                return 0;
            }
            throw new Unknown("nothing is committed for partition " + partition.partition());
        }
        if (position < first) {
            throw new Unknown("partition " + partition.partition() + " was read up to " + position
                    + ", and what follows was deleted up to " + first);
        }
        if (position > end) {
            throw new Unknown("partition " + partition.partition() + " was read up to " + position + ", beyond its end "
                    + end + ": was the topic made anew?");
        }
        return position;
    }

    private Map<TopicPartition, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec at)
            throws Unknown {
        var question = partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> at));
        var stable = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        return answer(admin.listOffsets(question, stable).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private <T> T answer(@Nullable KafkaFuture<T> future) throws Unknown {
        try {
            return Objects.requireNonNull(future).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new Unknown("no answer from " + bootstrap + " within " + timeout.toMillis() + " ms");
        } catch (ExecutionException failure) {
            var cause = Objects.requireNonNullElse(failure.getCause(), failure);
            throw new Unknown(
                    cause.getClass().getSimpleName() + ": " + Text.quoted(String.valueOf(cause.getMessage())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unknown("interrupted");
        }
    }

    private Admin admin() {
        if (open == null) {
            open = Admin.create(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrap,
                    AdminClientConfig.CLIENT_ID_CONFIG,
                    "baton-sync-monitor-probe",
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    (int) timeout.toMillis(),
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    (int) timeout.toMillis(),
                    AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
                    FIRST_BACKOFF_MS,
                    AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                    LONGEST_BACKOFF_MS));
        }
        return open;
    }

    /** Why the group's or the topic's position is not known. */
    private static final class Unknown extends Exception {
        private static final long serialVersionUID = 1L;

        Unknown(String reason) {
            super(reason);
        }
    }
}
