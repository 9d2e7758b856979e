package dev.baton.cli.up;

import dev.baton.codec.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Baton's topics with their policies, in a Kafka that is on board or anywhere else.
 *
 * @param bootstrapServers of Kafka
 * @param replicas of each partition; at most the number of brokers
 */
public record KafkaTopics(String bootstrapServers, short replicas) {
    static final String PREFIX = Topic.DEFAULT_PREFIX;

    /** Applications, the topics' keys, spread over this many partitions; it bounds how many replicas of a service work. */
    private static final int PARTITIONS = 6;

    private static final int PATIENCE_MS = 5_000;

    /**
     * Creates those that do not exist; the others stay as they are.
     *
     * @return the names of the created ones
     * @throws ExecutionException where Kafka refuses
     * @throws TimeoutException where it does not answer within five seconds
     */
    public List<String> create() throws InterruptedException, ExecutionException, TimeoutException {
        try (var admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                PATIENCE_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                PATIENCE_MS))) {
            var existing = admin.listTopics().names().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
            var missing = topics().stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            for (var creation : admin.createTopics(missing).values().values()) {
                try {
                    creation.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
                } catch (ExecutionException e) {
                    // By somebody else who does the same.
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
            return missing.stream().map(NewTopic::name).toList();
        }
    }

    private List<NewTopic> topics() {
        var topics = new ArrayList<NewTopic>();
        for (Topic topic : Topic.values()) {
            topics.add(new NewTopic(topic.in(PREFIX), PARTITIONS, replicas).configs(topic.configuration()));
            topics.add(new NewTopic(topic.deadLettersIn(PREFIX), 1, replicas).configs(Topic.deadLetterConfiguration()));
        }
        return topics;
    }
}
