package dev.baton.router.domain;

import dev.baton.model.ApplicationName;
import dev.baton.model.EventId;
import java.time.Instant;
import java.util.List;

/** Reloads of which not everybody has been told yet. It outlasts this process, which may end between the two. */
public interface ReloadBook {

    /** Takes a reload down that is about to be; where that cannot be kept, it is forgotten with this process. */
    void open(Entry entry);

    /** Everybody has been told of it, or there is nothing to tell. */
    void close(EventId id);

    /** What is open, the oldest first. */
    List<Entry> entries();

    /**
     * One reload.
     *
     * @param id from which the ids of what is told of it follow
     * @param at when it was about to be
     * @param applications for which
     */
    record Entry(EventId id, Instant at, List<ApplicationName> applications) {

        public Entry {
            applications = List.copyOf(applications);
        }

        /** The same for only these. */
        public Entry of(List<ApplicationName> some) {
            return new Entry(id, at, some);
        }
    }
}
