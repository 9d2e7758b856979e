package dev.baton.audit.domain.chain;

/**
 * One link of an application's chain.
 *
 * @param sequence its number in the chain, from 1, without a gap
 * @param previousHash the hash of the record before it; of the first, {@link Chain#genesis}
 * @param entry what is recorded
 * @param hash the SHA-256 of {@link CanonicalForm} over all of the above
 */
public record AuditRecord(long sequence, Digest previousHash, Entry entry, Digest hash) {

    public AuditRecord {
        if (sequence < 1) {
            throw new IllegalArgumentException("a chain's records are counted from 1");
        }
    }

    /** The chain's end once this record is its last. */
    public ChainHead head() {
        return new ChainHead(entry.application(), sequence, hash);
    }
}
