package dev.baton.audit.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.audit.domain.chain.Place;
import org.apache.kafka.common.header.Headers;

/** The headers that audit adds: to dead letters for people, to records on their way through it for itself. */
public final class AuditHeaders {

    /** Why the record could not be read. */
    public static final String REASON = "baton-dead-letter-reason";
    /** The topic where it was read. */
    public static final String TOPIC = "baton-dead-letter-topic";
    /** The partition where it was read. */
    public static final String PARTITION = "baton-dead-letter-partition";
    /** Its offset there. */
    public static final String OFFSET = "baton-dead-letter-offset";
    /** When audit gave it up, ISO 8601. */
    public static final String TIME = "baton-dead-letter-time";
    /** Only on a letter too large for any topic: its whole size in bytes. The letter holds its beginning. */
    public static final String CUT_FROM = "baton-dead-letter-cut-from-bytes";

    private static final String SOURCE = "baton-audit-source";

    private AuditHeaders() {}

    static void putSource(Headers headers, Place place) {
        put(headers, SOURCE, place.partition() + "/" + place.offset() + "/" + place.topic());
    }

    static Place source(Headers headers) {
        var parts = value(headers, SOURCE).split("/", 3);
        return new Place(parts[2], Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
    }

    static String value(Headers headers, String name) {
        var header = headers.lastHeader(name);
        if (header == null) {
            throw new IllegalStateException("audit passed on a record without the header " + name);
        }
        return new String(header.value(), UTF_8);
    }

    static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(UTF_8));
    }
}
