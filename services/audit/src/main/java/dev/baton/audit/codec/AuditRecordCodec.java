package dev.baton.audit.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.audit.domain.chain.AuditRecord;
import dev.baton.audit.domain.chain.Digest;
import dev.baton.audit.domain.chain.Entry;
import dev.baton.audit.domain.chain.Finding;
import dev.baton.audit.domain.chain.Place;
import dev.baton.codec.BatonJson;
import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.events.AuditRecorded;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;

/**
 * Audit records as the CloudEvents {@code dev.baton.audit-recorded.v1} of the audit topic, in canonical JSON. Every byte
 * follows from the record, so whatever was changed there is found: in the data by the hash, elsewhere because the bytes
 * are no longer those that the record yields.
 */
public final class AuditRecordCodec {

    private static final URI SOURCE = URI.create("/baton/audit");
    private static final String TYPE = Event.typeOf(AuditRecorded.class);

    private final EventCodec codec;

    public AuditRecordCodec(EventCodec codec) {
        this.codec = codec;
    }

    /** The record as it stands in the audit topic. */
    public byte[] encode(AuditRecord record) {
        var entry = record.entry();
        var envelope = new Envelope<>(
                entry.eventId().consequence(TYPE),
                SOURCE,
                entry.application(),
                entry.recordedAt(),
                entry.deployment(),
                Optional.of(entry.eventId()),
                Optional.empty(),
                new AuditRecorded(
                        record.sequence(),
                        record.previousHash().hex(),
                        record.hash().hex(),
                        entry.source().topic(),
                        entry.source().partition(),
                        entry.source().offset(),
                        entry.recordedAt(),
                        tree(entry.event())));
        try {
            return Jcs.canonical(codec.encode(envelope));
        } catch (IOException impossible) {
            throw new UncheckedIOException("an audit record is I-JSON", impossible);
        }
    }

    /** Reads what audit wrote itself, from a store of its own. */
    public AuditRecord read(byte[] value) {
        return switch (decode(new Place("store", 0, 0), value)) {
            case Finding.Readable found -> found.record();
            case Finding.Unreadable found ->
                throw new IllegalStateException("audit's own store holds no record: " + found.reason());
        };
    }

    /** What stands at a place of the audit topic. Whatever is wrong with it is said in the answer; nothing is thrown. */
    public Finding decode(Place place, byte[] value) {
        try {
            return switch (codec.decode(value)) {
                case Decoded.Unreadable(var reason) -> new Finding.Unreadable(place, reason);
                case Decoded.Readable(Envelope<?> envelope) ->
                    envelope.event() instanceof AuditRecorded recorded
                            ? exactly(place, value, record(recorded))
                            : new Finding.Unreadable(place, "an event of type " + Text.quoted(envelope.type()));
            };
        } catch (IOException | IllegalArgumentException | DateTimeException malformed) {
            return new Finding.Unreadable(place, "it is no audit record: " + malformed.getMessage());
        }
    }

    /**
     * The entry for an event.
     *
     * @param event the whole CloudEvent as canonical JSON
     * @throws IllegalArgumentException where an attribute that the trail needs is missing or malformed
     */
    public static Entry entry(Place source, Instant recordedAt, String event) {
        var attributes = tree(event);
        return new Entry(
                new ApplicationName(attribute(attributes, "subject")),
                Optional.ofNullable(attributes.get("deploymentid"))
                        .map(JsonNode::asText)
                        .map(DeploymentId::of),
                source,
                new EventId(attribute(attributes, "id")),
                attribute(attributes, "type"),
                OffsetDateTime.parse(attribute(attributes, "time")).toInstant(),
                recordedAt,
                event);
    }

    private Finding exactly(Place place, byte[] value, AuditRecord record) {
        return Arrays.equals(value, encode(record))
                ? new Finding.Readable(place, record)
                : new Finding.Unreadable(place, "its bytes are not those that audit writes for this record");
    }

    private static AuditRecord record(AuditRecorded recorded) throws IOException {
        var event = new String(Jcs.canonical(BatonJson.mapper().writeValueAsBytes(recorded.event())), UTF_8);
        return new AuditRecord(
                recorded.sequence(),
                new Digest(recorded.previousHash()),
                entry(
                        new Place(recorded.topic(), recorded.partition(), recorded.offset()),
                        recorded.recordedAt(),
                        event),
                new Digest(recorded.hash()));
    }

    private static JsonNode tree(String json) {
        try {
            return BatonJson.mapper().readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("not JSON: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private static String attribute(JsonNode attributes, String name) {
        var value = attributes.get(name);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException("the event's attribute " + name + " is missing");
        }
        return value.textValue();
    }
}
