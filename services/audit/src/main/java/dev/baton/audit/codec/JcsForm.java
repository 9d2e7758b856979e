package dev.baton.audit.codec;

import com.fasterxml.jackson.core.JsonFactory;
import dev.baton.audit.domain.chain.CanonicalForm;
import dev.baton.audit.domain.chain.Digest;
import dev.baton.audit.domain.chain.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The data of an {@code AuditRecorded} event without its {@code hash}, in the form of RFC 8785. For records without
 * exotic numbers {@code jq -jcS '.data | del(.hash)' | sha256sum} computes the same hash.
 */
public final class JcsForm implements CanonicalForm {

    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public byte[] of(long sequence, Digest previousHash, Entry entry) {
        try {
            return Jcs.canonical(text(sequence, previousHash, entry));
        } catch (IOException impossible) {
            throw new UncheckedIOException("an entry's event is canonical JSON already", impossible);
        }
    }

    private static byte[] text(long sequence, Digest previousHash, Entry entry) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("sequence", sequence);
            json.writeStringField("previousHash", previousHash.hex());
            json.writeStringField("topic", entry.source().topic());
            json.writeNumberField("partition", entry.source().partition());
            json.writeNumberField("offset", entry.source().offset());
            json.writeStringField("recordedAt", entry.recordedAt().toString());
            json.writeFieldName("event");
            json.writeRawValue(entry.event());
            json.writeEndObject();
        }
        return out.toByteArray();
    }
}
