package dev.baton.router.handler;

import dev.baton.descriptor.PromQuery;
import dev.baton.model.ApplicationName;
import dev.baton.router.domain.QueriedValues;
import dev.baton.router.domain.QueryRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/** Asks a descriptor's questions again and again beside the health checks, which do not wait for the answers. */
final class QueryWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(QueryWatch.class);

    private final ApplicationName application;
    private final QueriedValues values;
    private final Background background;
    private final Duration pause;
    private final List<QueryRecord> records;
    private volatile boolean closed;

    /** @param pause between the end of one round and the beginning of the next */
    QueryWatch(
            ApplicationName application,
            List<PromQuery> queries,
            QueriedValues values,
            Background background,
            Duration pause) {
        this.application = application;
        this.values = values;
        this.background = background;
        this.pause = pause;
        this.records = new CopyOnWriteArrayList<>(
                queries.stream().map(QueryRecord::begin).toList());
        if (!queries.isEmpty()) {
            background.run(this::ask);
        }
    }

    /** Why the deployment is to go back. */
    Optional<String> breach() {
        return records.stream().flatMap(record -> record.breach().stream()).findFirst();
    }

    /** What was not answered so far. */
    List<String> unknown() {
        return records.stream().flatMap(record -> record.unknown().stream()).toList();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void ask() {
        for (var index = 0; index < records.size() && !closed; index++) {
            var before = records.get(index);
            var after = before.with(values.ask(before.query()));
            records.set(index, after);
            // Said once, not at every try.
            if (before.fault().isEmpty() && after.fault().isPresent()) {
                LOG.warnf(
                        "%s: rollback.promql %s tells nothing: %s",
                        application, after.query().name(), after.fault().get());
            }
        }
        if (!closed) {
            background.runAfter(pause, this::ask);
        }
    }
}
