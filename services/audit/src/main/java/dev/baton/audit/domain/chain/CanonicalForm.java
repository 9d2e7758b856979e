package dev.baton.audit.domain.chain;

/**
 * The one byte sequence that stands for a link: JSON in the form of RFC 8785, JSON Canonicalization Scheme. The same
 * link yields the same bytes on every machine and in every language, so anybody can compute a record's hash again.
 */
@FunctionalInterface
public interface CanonicalForm {

    /** The bytes of the record without its hash: what the hash is computed of. */
    byte[] of(long sequence, Digest previousHash, Entry entry);
}
