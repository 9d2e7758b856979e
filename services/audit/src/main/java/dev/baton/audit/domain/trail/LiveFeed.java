package dev.baton.audit.domain.trail;

import java.util.function.Consumer;

/** Says what is new, to all who watch. */
public interface LiveFeed {

    /**
     * Tells the watcher of everything that is new from now on, in the order of each application, until it is closed. The
     * watcher must return at once.
     */
    Watching watch(Consumer<Signal> watcher);

    /** A watcher's place; closing it ends the watching. */
    @FunctionalInterface
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }
}
