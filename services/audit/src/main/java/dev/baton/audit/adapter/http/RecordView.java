package dev.baton.audit.adapter.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.baton.audit.domain.chain.AuditRecord;
import dev.baton.audit.domain.chain.Place;
import dev.baton.audit.domain.trail.Head;
import dev.baton.model.ApplicationName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An event on record.
 *
 * @param event the whole CloudEvent
 */
record RecordView(
        long sequence,
        String hash,
        Instant recordedAt,
        Place source,
        @JsonRawValue String event) {

    static RecordView of(AuditRecord record) {
        return new RecordView(
                record.sequence(),
                record.hash().hex(),
                record.entry().recordedAt(),
                record.entry().source(),
                record.entry().event());
    }

    /**
     * A page of records, the oldest first.
     *
     * @param next the value of {@code after} that asks for the next page; empty on the last page
     * @param asOf the application's last record at the time of the answer
     */
    record Records(ApplicationName application, List<RecordView> events, Optional<Long> next, Head asOf) {

        static Records of(ApplicationName application, List<AuditRecord> records, int limit, Head asOf) {
            var next = records.size() < limit
                    ? Optional.<Long>empty()
                    : Optional.of(records.getLast().sequence());
            return new Records(application, records.stream().map(RecordView::of).toList(), next, asOf);
        }
    }
}
