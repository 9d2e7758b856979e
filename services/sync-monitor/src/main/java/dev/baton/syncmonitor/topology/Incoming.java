package dev.baton.syncmonitor.topology;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.model.Text;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads a record's event, and insists that its key is the event's application: the key decides who sees the record. */
public final class Incoming {

    private final EventCodec codec = new EventCodec();

    /** The event, or why the record holds none. */
    public Decoded read(@Nullable String key, Headers headers, byte @Nullable [] value) {
        if (value == null) {
            return new Decoded.Unreadable("it has no value");
        }
        return switch (codec.decode(headers, value)) {
            case Decoded.Readable readable
            when !readable.envelope().application().value().equals(key) ->
                new Decoded.Unreadable("its key is %s and its subject is %s; both are the application's name"
                        .formatted(
                                key == null ? "missing" : Text.quoted(key),
                                readable.envelope().application()));
            case Decoded decoded -> decoded;
        };
    }

    /** The same envelope, of whose event the type is known now. */
    public static <E extends Event> Envelope<E> typed(Envelope<?> envelope, E event) {
        return new Envelope<>(
                envelope.id(),
                envelope.source(),
                envelope.application(),
                envelope.time(),
                envelope.deployment(),
                envelope.cause(),
                envelope.traceparent(),
                event);
    }
}
