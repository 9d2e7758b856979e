package dev.baton.audit.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.events.Envelope;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Events as the trail keeps them: whole CloudEvents in structured mode, as canonical JSON. What the publisher sent is
 * kept member for member, unknown ones included, wherever that is possible; an event in binary mode, or one whose JSON
 * has no canonical form (a member twice, say), is kept as Baton understood it.
 */
public final class CanonicalEvents {

    private final EventCodec codec;

    public CanonicalEvents(EventCodec codec) {
        this.codec = codec;
    }

    /**
     * The canonical JSON of an event, or nothing where it has none, such as with a number beyond the range of doubles.
     *
     * @param envelope what the bytes were understood to mean
     * @param value the bytes
     */
    public Optional<String> of(Envelope<?> envelope, byte[] value) {
        return Stream.of(value, codec.encode(envelope))
                .flatMap(json -> canonical(json).stream())
                .filter(json -> means(json, envelope))
                .map(json -> new String(json, UTF_8))
                .findFirst();
    }

    private boolean means(byte[] json, Envelope<?> envelope) {
        return switch (codec.decode(json)) {
            case Decoded.Readable(var read) ->
                read.id().equals(envelope.id())
                        && read.type().equals(envelope.type())
                        && read.application().equals(envelope.application())
                        && read.deployment().equals(envelope.deployment())
                        && read.time().equals(envelope.time());
            case Decoded.Unreadable _ -> false;
        };
    }

    private static Optional<byte[]> canonical(byte[] json) {
        try {
            return Optional.of(Jcs.canonical(json));
        } catch (IOException noCanonicalForm) {
            return Optional.empty();
        }
    }
}
