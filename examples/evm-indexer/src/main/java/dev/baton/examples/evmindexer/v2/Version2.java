package dev.baton.examples.evmindexer.v2;

import dev.baton.examples.evmindexer.DataModel;
import dev.baton.examples.evmindexer.EvmIndexer;
import java.util.List;
import java.util.Optional;

/** Hashes as bytes, gas, senders and receivers, counts per address: a database of version 1 has nothing of it. */
public final class Version2 implements DataModel {

    /** Runs version 2; the environment configures it. */
    public static void main(String[] args) {
        EvmIndexer.run(new Version2());
    }

    @Override
    public String version() {
        return "2";
    }

    @Override
    public String schema() {
        return """
                CREATE FUNCTION from_hex(text) RETURNS bytea IMMUTABLE STRICT LANGUAGE sql
                    AS $$ SELECT decode(substr($1, 3), 'hex') $$;
                CREATE FUNCTION to_hex(bytea) RETURNS text IMMUTABLE STRICT LANGUAGE sql
                    AS $$ SELECT '0x' || encode($1, 'hex') $$;
                CREATE TABLE blocks (
                    height bigint PRIMARY KEY,
                    hash bytea NOT NULL,
                    parent_hash bytea NOT NULL,
                    timestamp timestamptz NOT NULL,
                    gas_used bigint NOT NULL,
                    transaction_count integer NOT NULL);
                CREATE TABLE transactions (
                    hash bytea PRIMARY KEY,
                    block_height bigint NOT NULL REFERENCES blocks,
                    position integer NOT NULL,
                    sender bytea NOT NULL,
                    receiver bytea,
                    value numeric(78) NOT NULL);
                CREATE INDEX ON transactions (block_height);
                CREATE TABLE addresses (
                    address bytea PRIMARY KEY,
                    sent bigint NOT NULL,
                    received bigint NOT NULL);
                """;
    }

    @Override
    public String append() {
        return """
                , appended AS (
                    INSERT INTO blocks (height, hash, parent_hash, timestamp, gas_used, transaction_count)
                    SELECT height, from_hex(hash), from_hex(parent_hash), to_timestamp(timestamp), gas_used,
                           transaction_count
                    FROM incoming_block),
                counted AS (
                    INSERT INTO addresses AS known (address, sent, received)
                    SELECT from_hex(address), sum(sent), sum(received)
                    FROM (SELECT sender AS address, 1 AS sent, 0 AS received FROM incoming_transaction
                          UNION ALL
                          SELECT receiver, 0, 1 FROM incoming_transaction WHERE receiver IS NOT NULL) AS side
                    GROUP BY address
                    ON CONFLICT (address) DO UPDATE
                    SET sent = known.sent + excluded.sent, received = known.received + excluded.received)
                INSERT INTO transactions (hash, block_height, position, sender, receiver, value)
                SELECT from_hex(hash), height, position, from_hex(sender), from_hex(receiver), value
                FROM incoming_transaction
                """;
    }

    @Override
    public List<String> rollBack() {
        return List.of("""
                WITH gone AS (DELETE FROM transactions WHERE block_height > ? RETURNING sender, receiver),
                change AS (
                    SELECT address, sum(sent) AS sent, sum(received) AS received
                    FROM (SELECT sender AS address, 1 AS sent, 0 AS received FROM gone
                          UNION ALL
                          SELECT receiver, 0, 1 FROM gone WHERE receiver IS NOT NULL) AS side
                    GROUP BY address)
                UPDATE addresses AS known
                SET sent = known.sent - change.sent, received = known.received - change.received
                FROM change WHERE known.address = change.address
                """, "DELETE FROM blocks WHERE height > ?");
    }

    @Override
    public String blocks() {
        return """
                SELECT height, to_hex(hash) AS hash, to_hex(parent_hash) AS "parentHash",
                       extract(epoch FROM timestamp)::bigint AS timestamp, gas_used AS "gasUsed",
                       transaction_count AS "transactionCount"
                FROM blocks
                """;
    }

    @Override
    public String transaction() {
        return """
                SELECT to_hex(hash) AS hash, block_height AS "height", position, to_hex(sender) AS "from",
                       to_hex(receiver) AS "to", value::text AS value
                FROM transactions WHERE hash = from_hex(?)
                """;
    }

    @Override
    public Optional<String> address() {
        return Optional.of("""
                SELECT to_hex(address) AS address, sent, received FROM addresses
                WHERE address = from_hex(?) AND sent + received > 0
                """);
    }
}
