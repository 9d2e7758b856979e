package dev.baton.examples.evmindexer.v1;

import dev.baton.examples.evmindexer.DataModel;
import dev.baton.examples.evmindexer.EvmIndexer;
import java.util.List;
import java.util.Optional;

/** Blocks and transactions, hashes as text. */
public final class Version1 implements DataModel {

    /** Runs version 1; the environment configures it. */
    public static void main(String[] args) {
        EvmIndexer.run(new Version1());
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public String schema() {
        return """
                CREATE TABLE blocks (
                    height bigint PRIMARY KEY,
                    hash text NOT NULL,
                    parent_hash text NOT NULL,
                    timestamp bigint NOT NULL,
                    transaction_count integer NOT NULL);
                CREATE TABLE transactions (
                    hash text PRIMARY KEY,
                    block_height bigint NOT NULL REFERENCES blocks,
                    position integer NOT NULL,
                    value numeric(78) NOT NULL);
                CREATE INDEX ON transactions (block_height);
                """;
    }

    @Override
    public String append() {
        return """
                , appended AS (
                    INSERT INTO blocks (height, hash, parent_hash, timestamp, transaction_count)
                    SELECT height, hash, parent_hash, timestamp, transaction_count FROM incoming_block)
                INSERT INTO transactions (hash, block_height, position, value)
                SELECT hash, height, position, value FROM incoming_transaction
                """;
    }

    @Override
    public List<String> rollBack() {
        return List.of("DELETE FROM transactions WHERE block_height > ?", "DELETE FROM blocks WHERE height > ?");
    }

    @Override
    public String blocks() {
        return """
                SELECT height, hash, parent_hash AS "parentHash", timestamp, transaction_count AS "transactionCount"
                FROM blocks
                """;
    }

    @Override
    public String transaction() {
        return """
                SELECT hash, block_height AS "height", position, value::text AS value FROM transactions WHERE hash = ?
                """;
    }

    @Override
    public Optional<String> address() {
        return Optional.empty();
    }
}
