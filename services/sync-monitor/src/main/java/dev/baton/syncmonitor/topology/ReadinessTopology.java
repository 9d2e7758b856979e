package dev.baton.syncmonitor.topology;

import dev.baton.codec.Topic;
import dev.baton.deployment.Application;
import dev.baton.syncmonitor.domain.readiness.Assessments;
import dev.baton.syncmonitor.domain.readiness.Marks;
import dev.baton.syncmonitor.domain.readiness.Readiness;
import java.net.URI;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * Reads the deployments and their samples, decides readiness, and writes what it decided back to the deployments. Both
 * topics are keyed by application and have the same number of partitions, so one task sees all of an application.
 */
public final class ReadinessTopology {

    /** CloudEvents' {@code source} of what this service publishes. */
    public static final URI SOURCE = URI.create("/baton/sync-monitor");

    /** The applications, by name. */
    static final String APPLICATIONS = "applications";

    /** What is known of each watched deployment's readiness, by application and deployment. */
    static final String READINESS = "readiness";

    /** What was last said of each one's readiness, likewise. */
    static final String ASSESSED = "assessed";

    /** Which milestones each one has passed, likewise. */
    static final String MARKS = "marks";

    /** The sinks. */
    static final String DECISIONS = "decisions";

    static final String ASSESSMENTS = "assessments";

    private static final String DEPLOYMENTS = "deployments";
    private static final String SAMPLES = "samples";
    private static final String DECIDE = "decide";

    private ReadinessTopology() {}

    /**
     * The topology.
     *
     * @param prefix what all topics' names begin with
     * @param unreadable is told of every record that is skipped
     */
    public static Topology build(String prefix, UnreadableRecords unreadable) {
        var applications = Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(APPLICATIONS), Serdes.String(), JsonSerde.of(Application.class));
        var readiness = Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(READINESS), Serdes.String(), JsonSerde.of(Readiness.class));
        var assessed = Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(ASSESSED), Serdes.String(), JsonSerde.of(Assessments.class));
        var marks = Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(MARKS), Serdes.String(), JsonSerde.of(Marks.class));
        var topology = new Topology();
        topology.addSource(
                DEPLOYMENTS, new StringDeserializer(), new ByteArrayDeserializer(), Topic.DEPLOYMENTS.in(prefix));
        topology.addSource(
                SAMPLES, new StringDeserializer(), new ByteArrayDeserializer(), Topic.SYNC_PROGRESS.in(prefix));
        topology.addProcessor(DECIDE, () -> new ReadinessProcessor(unreadable), DEPLOYMENTS, SAMPLES);
        topology.addStateStore(applications.withCachingEnabled(), DECIDE);
        topology.addStateStore(readiness.withCachingEnabled(), DECIDE);
        topology.addStateStore(assessed.withCachingEnabled(), DECIDE);
        topology.addStateStore(marks.withCachingEnabled(), DECIDE);
        topology.addSink(
                ASSESSMENTS, Topic.SYNC_PROGRESS.in(prefix), new StringSerializer(), new ByteArraySerializer(), DECIDE);
        topology.addSink(
                DECISIONS, Topic.DEPLOYMENTS.in(prefix), new StringSerializer(), new ByteArraySerializer(), DECIDE);
        return topology;
    }
}
