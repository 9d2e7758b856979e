package dev.baton.examples.evmindexer;

import java.util.List;
import java.util.Optional;

/**
 * The data model of one version, as SQL: all that differs between versions. Column labels of the queries are the keys of
 * the JSON answers; hashes and addresses are text there, {@code 0x} and lower-case hexadecimal digits.
 */
public interface DataModel {

    /** The version that every answer names. */
    String version();

    /** Statements that create the tables in an empty database. */
    String schema();

    /**
     * An INSERT that goes on after {@code WITH incoming_block AS (…), incoming_transaction AS (…)}, relations with the
     * columns {@code height, hash, parent_hash, timestamp (Unix seconds), gas_used, transaction_count} and {@code hash,
     * height, position, sender, receiver (null for a new contract), value (wei)}.
     */
    String append();

    /** Statements with one parameter each, a height, that together undo all that was appended above it. */
    List<String> rollBack();

    /** A SELECT of at least {@code height, hash} of all blocks; a WHERE on its column {@code height} is added to it. */
    String blocks();

    /** A SELECT of one transaction; its parameter is the hash. */
    String transaction();

    /** A SELECT of what is known of one address, its parameter; empty if this version has nothing. */
    Optional<String> address();
}
