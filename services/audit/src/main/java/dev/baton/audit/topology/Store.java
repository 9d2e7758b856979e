package dev.baton.audit.topology;

import dev.baton.audit.domain.trail.Head;
import dev.baton.audit.domain.trail.History;
import dev.baton.audit.domain.trail.LatestAssessment;
import dev.baton.audit.domain.trail.LatestProgress;
import dev.baton.audit.domain.trail.LatestVerification;
import dev.baton.audit.domain.trail.Unanswered;
import dev.baton.deployment.Application;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * One of audit's stores: its name and its types. All of them are kept in Kafka too, so a lost disk loses nothing.
 *
 * @param <K> what it is asked by
 * @param <V> what it answers
 */
public record Store<K, V>(String name, Serde<K> keys, Serde<V> values) {

    /** The last record of each application's chain, by the application's name. */
    public static final Store<String, Head> HEADS = new Store<>("heads", Serdes.String(), new JsonSerde<>(Head.class));

    /** Each application as its events tell it, by its name. */
    public static final Store<String, Application> APPLICATIONS =
            new Store<>("applications", Serdes.String(), new JsonSerde<>(Application.class));

    /** Each deployment with its history, by its id, for ever. */
    public static final Store<String, History> HISTORIES =
            new Store<>("histories", Serdes.String(), new JsonSerde<>(History.class));

    /** The audit records as they stand in the audit topic, by application and sequence; see {@link StoreKeys}. */
    public static final Store<Bytes, byte[]> RECORDS = new Store<>("records", Serdes.Bytes(), Serdes.ByteArray());

    /** Which application's record it is, by deployment and sequence: the records that are about a deployment. */
    public static final Store<Bytes, String> BY_DEPLOYMENT =
            new Store<>("records-by-deployment", Serdes.Bytes(), Serdes.String());

    /** The sequence under which an event was recorded, by application, topic and event id. */
    public static final Store<String, Long> RECORDED = new Store<>("recorded-events", Serdes.String(), Serdes.Long());

    /** The newest sample of each deployment, by its id. */
    public static final Store<String, LatestProgress> PROGRESS =
            new Store<>("progress", Serdes.String(), new JsonSerde<>(LatestProgress.class));

    /** The newest assessment of each deployment's readiness, by its id. */
    public static final Store<String, LatestAssessment> ASSESSMENTS =
            new Store<>("assessments", Serdes.String(), new JsonSerde<>(LatestAssessment.class));

    /** How far the verification of each deployment's data is, by its id. */
    public static final Store<String, LatestVerification> VERIFICATIONS =
            new Store<>("verifications", Serdes.String(), new JsonSerde<>(LatestVerification.class));

    /** The requests for deployments that nobody has answered, by the application's name. */
    public static final Store<String, Unanswered> UNANSWERED =
            new Store<>("unanswered", Serdes.String(), new JsonSerde<>(Unanswered.class));

    static final List<Store<?, ?>> ALL = List.of(
            HEADS,
            APPLICATIONS,
            HISTORIES,
            RECORDS,
            BY_DEPLOYMENT,
            RECORDED,
            PROGRESS,
            ASSESSMENTS,
            VERIFICATIONS,
            UNANSWERED);

    StoreBuilder<KeyValueStore<K, V>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), keys, values)
                .withLoggingEnabled(Map.of("max.message.bytes", Integer.toString(AuditTopology.LARGEST_MESSAGE)));
    }

    KeyValueStore<K, V> of(ProcessorContext<?, ?> context) {
        return context.getStateStore(name);
    }
}
