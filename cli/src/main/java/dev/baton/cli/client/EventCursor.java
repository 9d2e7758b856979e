package dev.baton.cli.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads one application's events in order, each once. */
public final class EventCursor {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final AuditApi audit;
    private final String application;
    private long after;

    private EventCursor(AuditApi audit, String application, long after) {
        this.audit = audit;
        this.application = application;
        this.after = after;
    }

    /** A cursor behind what is on record now. */
    public static EventCursor atEnd(AuditApi audit, String application) {
        var last = audit.lastEvents(application, 1);
        return new EventCursor(
                audit, application, last.isEmpty() ? 0 : last.getLast().sequence());
    }

    /** What has been recorded since the last call; at most a hundred events. */
    public List<RecordedEvent> next() {
        var events = audit.eventsAfter(application, after);
        if (!events.isEmpty()) {
            after = events.getLast().sequence();
        }
        return events;
    }

    /** Waits for an event; what comes before it is passed over. Empty when the patience is over. */
    public Optional<RecordedEvent> await(Predicate<RecordedEvent> wanted, Patience patience) {
        while (!patience.isOver()) {
            for (RecordedEvent event : next()) {
                if (wanted.test(event)) {
                    after = event.sequence();
                    return Optional.of(event);
                }
            }
            Patience.pause(LOOK);
        }
        return Optional.empty();
    }
}
