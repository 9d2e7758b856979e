package dev.baton.audit.adapter.streams;

import dev.baton.audit.codec.AuditRecordCodec;
import dev.baton.audit.domain.chain.AuditRecord;
import dev.baton.audit.domain.trail.Head;
import dev.baton.audit.domain.trail.History;
import dev.baton.audit.domain.trail.LatestAssessment;
import dev.baton.audit.domain.trail.LatestProgress;
import dev.baton.audit.domain.trail.LatestVerification;
import dev.baton.audit.domain.trail.Trail;
import dev.baton.audit.domain.trail.Unanswered;
import dev.baton.audit.topology.Store;
import dev.baton.audit.topology.StoreKeys;
import dev.baton.codec.EventCodec;
import dev.baton.deployment.Application;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The trail from the topology's stores. All partitions are asked, so this process must hold all of them. */
@ApplicationScoped
class KafkaStreamsTrail implements Trail {

    private final KafkaStreams streams;
    private final AuditRecordCodec codec = new AuditRecordCodec(new EventCodec());

    KafkaStreamsTrail(KafkaStreams streams) {
        this.streams = streams;
    }

    @Override
    public SortedSet<ApplicationName> applications() {
        return ask(Store.HEADS, heads -> {
            var names = new TreeSet<ApplicationName>();
            try (var all = heads.all()) {
                all.forEachRemaining(entry -> names.add(new ApplicationName(entry.key)));
            }
            return names;
        });
    }

    @Override
    public Optional<Head> head(ApplicationName name) {
        return ask(Store.HEADS, heads -> Optional.ofNullable(heads.get(name.value())));
    }

    @Override
    public Optional<Application> application(ApplicationName name) {
        return ask(Store.APPLICATIONS, applications -> Optional.ofNullable(applications.get(name.value())));
    }

    @Override
    public Optional<History> history(DeploymentId id) {
        return ask(Store.HISTORIES, histories -> Optional.ofNullable(histories.get(id.toString())));
    }

    @Override
    public Optional<LatestProgress> progress(DeploymentId id) {
        return ask(Store.PROGRESS, progress -> Optional.ofNullable(progress.get(id.toString())));
    }

    @Override
    public Optional<LatestAssessment> assessment(DeploymentId id) {
        return ask(Store.ASSESSMENTS, assessments -> Optional.ofNullable(assessments.get(id.toString())));
    }

    @Override
    public Optional<LatestVerification> verification(DeploymentId id) {
        return ask(Store.VERIFICATIONS, verifications -> Optional.ofNullable(verifications.get(id.toString())));
    }

    @Override
    public Unanswered unanswered(ApplicationName name) {
        return ask(
                Store.UNANSWERED,
                unanswered -> Optional.ofNullable(unanswered.get(name.value())).orElse(Unanswered.NONE));
    }

    @Override
    public List<AuditRecord> records(ApplicationName name, long after, int limit) {
        return ask(Store.RECORDS, records -> {
            var found = new ArrayList<AuditRecord>();
            try (var range = range(records, name.value(), after)) {
                while (range.hasNext() && found.size() < limit) {
                    found.add(codec.read(range.next().value));
                }
            }
            return found;
        });
    }

    @Override
    public List<AuditRecord> records(DeploymentId id, long after, int limit) {
        return ask(Store.BY_DEPLOYMENT, index -> {
            try (var range = range(index, id.toString(), after)) {
                return lookUp(range, limit);
            }
        });
    }

    @Override
    public List<AuditRecord> lastRecords(DeploymentId id, int limit) {
        return ask(Store.BY_DEPLOYMENT, index -> {
            try (var range =
                    index.reverseRange(StoreKeys.of(id.toString(), 0), StoreKeys.of(id.toString(), Long.MAX_VALUE))) {
                return lookUp(range, limit).reversed();
            }
        });
    }

    private static <V> KeyValueIterator<Bytes, V> range(
            ReadOnlyKeyValueStore<Bytes, V> store, String owner, long after) {
        return store.range(StoreKeys.of(owner, after + 1), StoreKeys.of(owner, Long.MAX_VALUE));
    }

    private List<AuditRecord> lookUp(KeyValueIterator<Bytes, String> index, int limit) {
        return ask(Store.RECORDS, records -> {
            var found = new ArrayList<AuditRecord>();
            while (index.hasNext() && found.size() < limit) {
                var entry = index.next();
                // The index may be ahead of this view of the records by a moment.
                Optional.ofNullable(records.get(StoreKeys.of(entry.value, StoreKeys.sequence(entry.key))))
                        .map(codec::read)
                        .ifPresent(found::add);
            }
            return found;
        });
    }

    private <K, V, T> T ask(Store<K, V> store, Function<ReadOnlyKeyValueStore<K, V>, T> question) {
        try {
            return question.apply(streams.store(
                    StoreQueryParameters.fromNameAndType(store.name(), QueryableStoreTypes.<K, V>keyValueStore())));
        } catch (InvalidStateStoreException notThere) {
            throw new Restoring(streams.state().toString(), notThere);
        }
    }
}
