package dev.baton.syncmonitor;

import dev.baton.syncmonitor.adapter.probe.Web.Limits;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What can be configured; {@code application.properties} says what each setting means. */
@Singleton
class Settings {

    private static final int LONGEST_DELIVERY_MS = 30_000;
    private static final int LONGEST_REQUEST_MS = 10_000;

    @Inject
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    @ConfigProperty(name = "baton.topic-prefix")
    String topicPrefix;

    @Inject
    @ConfigProperty(name = "baton.dir")
    Path directory;

    @Inject
    @ConfigProperty(name = "baton.replica")
    String replica;

    @Inject
    @ConfigProperty(name = "baton.probe.connect-timeout")
    Duration connectTimeout;

    @Inject
    @ConfigProperty(name = "baton.probe.timeout")
    Duration probeTimeout;

    @Inject
    @ConfigProperty(name = "baton.probe.longest-answer")
    long longestAnswer;

    @Inject
    @ConfigProperty(name = "baton.verification.query-timeout")
    Duration verificationTimeout;

    /** Secrets are files of this folder, or variables of the environment. */
    Path secrets() {
        return directory.resolve("secrets");
    }

    /** How far verifications were, each replica's for itself. */
    Path bookmarks() {
        return state("bookmarks-");
    }

    /** What is left of the budgets of providers' keys, each replica's for itself. */
    Path budgets() {
        return state("budgets-");
    }

    /** What the sampling of each deployment has learned, each replica's for itself. */
    Path series() {
        return state("series-");
    }

    private Path state(String of) {
        return directory.resolve("state").resolve("sync-monitor").resolve(of + replica);
    }

    Limits web() {
        return new Limits(connectTimeout, probeTimeout, longestAnswer);
    }

    /** The deployments' log is read from its start at each assignment, so no position is kept. */
    Map<String, Object> consumer() {
        return Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG,
                topicPrefix + "sync-monitor.log",
                ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                "sync-monitor-" + replica,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                6_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                2_000,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
    }

    /** For a look at what is on record, without a group. */
    Map<String, Object> reader() {
        return Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
                LONGEST_REQUEST_MS,
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                LONGEST_REQUEST_MS,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false);
    }

    Map<String, Object> producer() {
        return Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.CLIENT_ID_CONFIG,
                "sync-monitor-" + replica,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                LONGEST_REQUEST_MS,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                (long) LONGEST_REQUEST_MS,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                LONGEST_DELIVERY_MS);
    }
}
