package dev.baton.syncmonitor.topology;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.syncmonitor.domain.readiness.Assessments;
import dev.baton.syncmonitor.domain.readiness.Marks;
import dev.baton.syncmonitor.domain.readiness.Readiness;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is known of the deployments that are watched: in memory as values, so that a sample costs no decoding, and in the
 * stores, which are the truth.
 *
 * <p>The two cannot diverge. The stores belong to one task, one thread runs it, and nobody else writes to them. A change
 * is written to the stores first and then remembered; where writing fails, the task ends. A task that begins, that begins
 * anew because its transaction was aborted, or that comes from another instance, restores its stores from what was
 * committed and then makes a memory of its own from them. The values are immutable.
 */
final class Memory {

    private final KeyValueStore<String, Readiness> readiness;
    private final KeyValueStore<String, Assessments> assessed;
    private final KeyValueStore<String, Marks> marks;
    private final NavigableMap<String, Known> known = new TreeMap<>();

    /** Holds what the stores hold, which were restored before. */
    Memory(ProcessorContext<?, ?> streams) {
        readiness = streams.getStateStore(ReadinessTopology.READINESS);
        assessed = streams.getStateStore(ReadinessTopology.ASSESSED);
        marks = streams.getStateStore(ReadinessTopology.MARKS);
        try (var entries = readiness.all()) {
            entries.forEachRemaining(entry -> known.put(
                    entry.key,
                    new Known(
                            entry.value,
                            Optional.ofNullable(assessed.get(entry.key)).orElse(Assessments.NONE),
                            Optional.ofNullable(marks.get(entry.key)))));
        }
    }

    static String key(ApplicationName application, DeploymentId deployment) {
        return prefix(application) + deployment;
    }

    static ApplicationName application(String key) {
        return new ApplicationName(key.substring(0, key.indexOf('/')));
    }

    static DeploymentId deployment(String key) {
        return DeploymentId.of(key.substring(key.indexOf('/') + 1));
    }

    private static String prefix(ApplicationName application) {
        return application + "/";
    }

    Optional<Known> get(String key) {
        return Optional.ofNullable(known.get(key));
    }

    void forEach(BiConsumer<String, Known> each) {
        known.forEach(each);
    }

    /** Writes what is not as it was. */
    void put(String key, Known next) {
        var before = get(key);
        if (before.filter(it -> it.readiness().equals(next.readiness())).isEmpty()) {
            readiness.put(key, next.readiness());
        }
        if (!before.map(Known::assessed).orElse(Assessments.NONE).equals(next.assessed())) {
            assessed.put(key, next.assessed());
        }
        if (!before.flatMap(Known::marks).equals(next.marks())) {
            next.marks().ifPresent(passed -> marks.put(key, passed));
        }
        known.put(key, next);
    }

    /**
     * Forgets all deployments of the application but these.
     *
     * @return what was forgotten
     */
    List<String> keep(Set<String> watched, ApplicationName application) {
        var prefix = prefix(application);
        var stale = known.subMap(prefix, true, prefix + "~", true).keySet().stream()
                .filter(key -> !watched.contains(key))
                .toList();
        stale.forEach(key -> {
            readiness.delete(key);
            assessed.delete(key);
            marks.delete(key);
            known.remove(key);
        });
        return stale;
    }
}
