package dev.baton.examples.penumbra.source;

import dev.baton.examples.penumbra.Block;
import dev.baton.examples.penumbra.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The tables into which a CometBFT node writes when its indexer is {@code psql}: {@code blocks} and {@code tx_results}
 * with its columns. There, hashes and fees are in the events; here they are three columns more, and one.
 */
final class BlockTable implements AutoCloseable {

    private static final String SCHEMA = """
            CREATE TABLE IF NOT EXISTS blocks (
                rowid bigserial PRIMARY KEY,
                height bigint NOT NULL,
                chain_id varchar NOT NULL,
                created_at timestamptz NOT NULL,
                block_hash bytea NOT NULL,
                previous_block_hash bytea NOT NULL,
                root bytea NOT NULL,
                UNIQUE (height, chain_id));
            CREATE TABLE IF NOT EXISTS tx_results (
                rowid bigserial PRIMARY KEY,
                block_id bigint NOT NULL REFERENCES blocks (rowid),
                index integer NOT NULL,
                created_at timestamptz NOT NULL,
                tx_hash varchar NOT NULL,
                tx_result bytea NOT NULL,
                fee bigint NOT NULL,
                UNIQUE (block_id, index));
            """;

    private final Database database;

    BlockTable(Database database) {
        this.database = database;
    }

    void create() throws SQLException {
        database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(SCHEMA);
            }
        });
    }

    /** Appends blocks with their transactions; all or none. */
    void append(List<Block> blocks) throws SQLException {
        database.inTransaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO blocks (rowid, height, chain_id, created_at, block_hash, previous_block_hash, root)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """)) {
                for (Block block : blocks) {
                    insert.setLong(1, block.height());
                    insert.setLong(2, block.height());
                    insert.setString(3, block.chainId());
                    insert.setObject(4, block.time().atOffset(ZoneOffset.UTC));
                    insert.setBytes(5, block.hash());
                    insert.setBytes(6, block.previousHash());
                    insert.setBytes(7, block.root());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            return appendTransactions(connection, blocks);
        });
    }

    private static int[] appendTransactions(Connection connection, List<Block> blocks) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO tx_results (block_id, index, created_at, tx_hash, tx_result, fee)
                VALUES (?, ?, ?, ?, ?, ?)
                """)) {
            for (Block block : blocks) {
                int index = 0;
                for (Block.Transaction transaction : block.transactions()) {
                    insert.setLong(1, block.height());
                    insert.setInt(2, index++);
                    insert.setObject(3, block.time().atOffset(ZoneOffset.UTC));
                    insert.setString(4, HexFormat.of().withUpperCase().formatHex(transaction.hash()));
                    insert.setBytes(5, transaction.content());
                    insert.setLong(6, transaction.fee());
                    insert.addBatch();
                }
            }
            return insert.executeBatch();
        }
    }

    /** The blocks between two heights, both included, the newest first. */
    List<Block> between(long low, long high) throws SQLException {
        return database.inTransaction(connection -> select(connection, "WHERE height BETWEEN ? AND ?", low, high));
    }

    /** The newest block and the oldest one; empty if there is none. */
    List<Block> ends() throws SQLException {
        return database.inTransaction(connection -> select(
                connection, "WHERE height IN ((SELECT max(height) FROM blocks), (SELECT min(height) FROM blocks))"));
    }

    private static List<Block> select(Connection connection, String where, Object... parameters) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT height, chain_id, created_at, block_hash, previous_block_hash, root,
                       array(SELECT tx_result FROM tx_results WHERE block_id = blocks.rowid ORDER BY index) AS contents
                FROM blocks %s ORDER BY height DESC
                """.formatted(where))) {
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = select.executeQuery()) {
                List<Block> blocks = new ArrayList<>();
                while (rows.next()) {
                    List<Block.Transaction> transactions = new ArrayList<>();
                    for (byte[] content : (byte[][]) rows.getArray("contents").getArray()) {
                        transactions.add(new Block.Transaction(new byte[0], 0, content));
                    }
                    blocks.add(new Block(
                            rows.getLong("height"),
                            rows.getString("chain_id"),
                            rows.getObject("created_at", OffsetDateTime.class).toInstant(),
                            rows.getBytes("block_hash"),
                            rows.getBytes("previous_block_hash"),
                            rows.getBytes("root"),
                            transactions));
                }
                return blocks;
            }
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
