package dev.baton.codec;

import dev.baton.events.Envelope;

/** What became of a record that was read: an event, or the reason why it is none. */
public sealed interface Decoded {

    /** It is an event. */
    record Readable(Envelope<?> envelope) implements Decoded {}

    /**
     * It is none.
     *
     * @param reason what is wrong with it, fit for a log line and a header
     */
    record Unreadable(String reason) implements Decoded {}
}
