package dev.baton.audit.domain.trail;

import dev.baton.audit.domain.chain.AuditRecord;
import dev.baton.audit.domain.chain.ChainHead;
import dev.baton.audit.domain.chain.Digest;
import dev.baton.audit.domain.chain.Place;
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

    /** The head of the chain that ends with this record. */
    public static Head of(AuditRecord record) {
        return new Head(
                record.sequence(),
                record.hash().hex(),
                record.entry().recordedAt(),
                record.entry().source());
    }

    /** What a check compares. */
    public ChainHead of(ApplicationName application) {
        return new ChainHead(application, sequence, new Digest(hash));
    }
}
