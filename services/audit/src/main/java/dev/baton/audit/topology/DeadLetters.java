package dev.baton.audit.topology;

import dev.baton.audit.domain.chain.Place;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Letters for {@code <topic>.dlq}: key, value and headers as they were, and more headers that say why it is there and where
 * it came from, so that it can be mended and sent again.
 */
final class DeadLetters {

    /** What a letter may weigh, in bytes, so that Kafka takes it with the headers that come on top. */
    static final int LARGEST = AuditTopology.LARGEST_MESSAGE - (64 << 10);

    private static final int LONGEST_REASON = 1_000;

    private DeadLetters() {}

    static Record<String, Inspected> letter(
            Record<byte[], @Nullable byte[]> record, Place source, String reason, Instant now) {
        var size = size(record.key()) + size(record.value()) + headers(record);
        var fits = size <= LARGEST;
        var headers = fits ? new RecordHeaders(record.headers()) : new RecordHeaders();
        AuditHeaders.put(headers, AuditHeaders.REASON, reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
        AuditHeaders.put(headers, AuditHeaders.TOPIC, source.topic());
        AuditHeaders.put(headers, AuditHeaders.PARTITION, Integer.toString(source.partition()));
        AuditHeaders.put(headers, AuditHeaders.OFFSET, Long.toString(source.offset()));
        AuditHeaders.put(headers, AuditHeaders.TIME, now.toString());
        if (!fits) {
            AuditHeaders.put(headers, AuditHeaders.CUT_FROM, Long.toString(size));
        }
        var letter = fits
                ? new Inspected.Dead(record.key(), record.value())
                : new Inspected.Dead(beginning(record.key()), beginning(record.value()));
        return new Record<>(source.topic(), letter, record.timestamp(), headers);
    }

    private static byte @Nullable [] beginning(byte @Nullable [] bytes) {
        return bytes == null ? null : Arrays.copyOf(bytes, Math.min(bytes.length, LARGEST / 2));
    }

    private static long headers(Record<byte[], byte[]> record) {
        var size = 0L;
        for (var header : record.headers()) {
            size += header.key().length() + size(header.value());
        }
        return size;
    }

    private static long size(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
