package dev.baton.syncmonitor.adapter.probe;

import dev.baton.descriptor.Source;
import dev.baton.model.Text;
import dev.baton.syncmonitor.domain.Secrets;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.jspecify.annotations.Nullable;

/**
 * How far a consumer group has read a topic, and how far it can: sums over the partitions, the end being the last stable
 * offset, because what belongs to an open transaction cannot be read. A group that has committed nothing for a partition,
 * that nobody is a member of, or that was outrun by the topic's retention is unknown.
 */
final class KafkaProbe implements HeightProbe {

    private static final long FIRST_BACKOFF_MS = 1_000;
    private static final long LONGEST_BACKOFF_MS = 10_000;

    private final Source.Kafka kafka;
    private final String bootstrap;
    private final String group;
    private final String topic;
    private final Role role;
    private final Duration timeout;
    private final KafkaAccess access;
    private @Nullable Admin open;

    /**
     * @param kafka where, and how to get in
     * @param group the one of the deployment that is looked at
     * @param timeout for each of the questions that one look asks
     * @param secrets looked up whenever a connection is made anew
     */
    KafkaProbe(Source.Kafka kafka, String group, Role role, Duration timeout, Secrets secrets) {
        this.kafka = kafka;
        this.bootstrap = kafka.bootstrap();
        this.group = group;
        this.topic = kafka.topic();
        this.role = role;
        this.timeout = timeout;
        this.access = new KafkaAccess(kafka, secrets);
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
        } catch (KafkaAccess.Unusable unusable) {
            return new Reading.Unknown(name() + ": " + unusable.getMessage());
        } catch (Unknown unknown) {
            return new Reading.Unknown(name() + ": " + unknown.getMessage());
        } catch (KafkaException failure) {
            close();
            // What lies below may repeat a part of what it could not make sense of.
            return new Reading.Unknown(name() + ": " + Text.quoted(String.valueOf(failure.getMessage()))
                    + access.names()
                            .map(names -> "; is what " + names + " holds right, in PEM where it is of TLS?")
                            .orElse(""));
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
            throw silence();
        } catch (ExecutionException failure) {
            var cause = Objects.requireNonNullElse(failure.getCause(), failure);
            if (cause instanceof AuthenticationException refused) {
                // The next look takes the secrets as they are then.
                close();
                throw new Unknown(refusal(refused));
            }
            if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw silence();
            }
            throw new Unknown(
                    cause.getClass().getSimpleName() + ": " + Text.quoted(String.valueOf(cause.getMessage())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unknown("interrupted");
        }
    }

    private Unknown silence() {
        var hint = kafka.tls().isPresent() && kafka.login().isPresent()
                ? ""
                : "; does it want " + (kafka.tls().isPresent() ? "a login (kafka.login)?" : "TLS (kafka.tls)?");
        return new Unknown("no answer from " + bootstrap + " within " + timeout.toMillis() + " ms" + hint);
    }

    private String refusal(AuthenticationException refused) {
        if (refused instanceof SslAuthenticationException && refused.getCause() instanceof SSLException tls) {
            return bootstrap + ": " + Faults.reason(tls);
        }
        var said = Text.quoted(String.valueOf(refused.getMessage()));
        return kafka.login()
                .map(login -> "the login as " + Text.quoted(login.user()) + " was refused: " + said
                        + "; are the mechanism and the secret "
                        + login.password().secret() + " right?")
                .orElse("it was refused: " + said);
    }

    private Admin admin() throws KafkaAccess.Unusable {
        if (open == null) {
            var settings = new HashMap<>(access.settings());
            settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
            settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "baton-sync-monitor-probe");
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
            settings.put(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, FIRST_BACKOFF_MS);
            settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_BACKOFF_MS);
            open = Admin.create(settings);
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
