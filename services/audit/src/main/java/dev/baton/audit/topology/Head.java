package dev.baton.audit.topology;

import dev.baton.audit.domain.AuditRecord;
import dev.baton.audit.domain.ChainHead;
import dev.baton.audit.domain.Digest;
import dev.baton.audit.domain.Place;
import dev.baton.model.ApplicationName;
import java.time.Instant;

/**
 * The last record of an application's chain: up to here everything that audit answers about it is told.
 *
 * @param hash its hash, as 64 hexadecimal digits
 * @param recordedAt when it was recorded
 * @param source where its event was read
 */
public record Head(long sequence, String hash, Instant recordedAt, Place source) {

    static Head of(AuditRecord record) {
        return new Head(
                record.sequence(),
                record.hash().hex(),
                record.entry().recordedAt(),
                record.entry().source());
    }

    public ChainHead of(ApplicationName application) {
        return new ChainHead(application, sequence, new Digest(hash));
    }
}
