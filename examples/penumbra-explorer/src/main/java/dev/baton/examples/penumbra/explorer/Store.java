package dev.baton.examples.penumbra.explorer;

import dev.baton.examples.penumbra.Block;
import dev.baton.examples.penumbra.Database;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The explorer's own database. Each batch of blocks is one transaction: after a crash it is there whole or not at all. */
final class Store implements AutoCloseable {

    private static final String SCHEMA = """
            CREATE TABLE explorer_block_details (
                height bigint PRIMARY KEY,
                root bytea NOT NULL,
                timestamp timestamptz NOT NULL,
                num_transactions integer NOT NULL DEFAULT 0,
                total_fees numeric(39, 0) DEFAULT 0,
                validator_identity_key text,
                previous_block_hash bytea,
                block_hash bytea,
                chain_id text,
                raw_json jsonb);
            CREATE INDEX ON explorer_block_details (timestamp DESC);
            CREATE TABLE explorer_transactions (
                tx_hash bytea PRIMARY KEY,
                block_height bigint NOT NULL REFERENCES explorer_block_details DEFERRABLE INITIALLY DEFERRED,
                timestamp timestamptz NOT NULL,
                fee_amount numeric(39, 0) DEFAULT 0,
                chain_id text,
                raw_data %s,
                raw_json jsonb);
            CREATE INDEX ON explorer_transactions (block_height);
            """;

    /** What answers show of a block; labels are GraphQL's names. */
    private static final String BLOCK = """
            SELECT height, timestamp AS "createdAt", num_transactions AS "transactionsCount",
                   upper(encode(block_hash, 'hex')) AS "blockHashHex",
                   upper(encode(previous_block_hash, 'hex')) AS "previousBlockHashHex",
                   upper(encode(root, 'hex')) AS "rootHex", total_fees::text AS "totalFees",
                   chain_id AS "chainId", timestamp, num_transactions AS "numTransactions"
            FROM explorer_block_details
            """;

    private final Database database;
    private final DataModel model;

    Store(Database database, DataModel model) {
        this.database = database;
        this.model = model;
    }

    /** Creates the tables; another version's are dropped first, as the migrations of Penumbra's explorer do. */
    void prepare() throws SQLException {
        database.inTransaction(connection -> {
            List<Map<String, Object>> found = query(connection, """
                    SELECT data_type FROM information_schema.columns
                    WHERE table_schema = current_schema() AND table_name = 'explorer_transactions'
                      AND column_name = 'raw_data'
                    """);
            if (found.equals(List.of(Map.of("data_type", model.rawDataType())))) {
                return found;
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE IF EXISTS explorer_transactions, explorer_block_details");
                statement.execute(SCHEMA.formatted(model.rawDataType()));
            }
            return found;
        });
    }

    /** The height of the newest block, or empty if there is none. */
    OptionalLong height() throws SQLException {
        return latest(1).stream()
                .mapToLong(row -> ((Number) row.getOrDefault("height", 0)).longValue())
                .findFirst();
    }

    /** Appends blocks; all of them or, if this throws, none. */
    void append(List<Block> blocks) throws SQLException {
        database.inTransaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO explorer_block_details (height, root, timestamp, num_transactions, total_fees,
                        previous_block_hash, block_hash, chain_id, raw_json)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, jsonb_build_object('height', ?))
                    """)) {
                for (Block block : blocks) {
                    insert.setLong(1, block.height());
                    insert.setBytes(2, block.root());
                    insert.setObject(3, block.time().atOffset(ZoneOffset.UTC));
                    insert.setInt(4, block.transactions().size());
                    insert.setBigDecimal(5, fees(block));
                    insert.setBytes(6, block.previousHash());
                    insert.setBytes(7, block.hash());
                    insert.setString(8, block.chainId());
                    insert.setLong(9, block.height());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO explorer_transactions (tx_hash, block_height, timestamp, fee_amount, chain_id, raw_data)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """)) {
                for (Block block : blocks) {
                    for (Block.Transaction transaction : block.transactions()) {
                        insert.setBytes(1, transaction.hash());
                        insert.setLong(2, block.height());
                        insert.setObject(3, block.time().atOffset(ZoneOffset.UTC));
                        insert.setLong(4, transaction.fee());
                        insert.setString(5, block.chainId());
                        insert.setObject(6, model.rawData(transaction.content()));
                        insert.addBatch();
                    }
                }
                return insert.executeBatch();
            }
        });
    }

    /** The newest blocks, the newest first. */
    List<Map<String, Object>> latest(int limit) throws SQLException {
        return database.inTransaction(c -> query(c, BLOCK + " ORDER BY height DESC LIMIT ?", limit));
    }

    /** The blocks between two heights, both included, the newest first. */
    List<Map<String, Object>> between(long from, long to) throws SQLException {
        return database.inTransaction(
                c -> query(c, BLOCK + " WHERE height BETWEEN ? AND ? ORDER BY height DESC", from, to));
    }

    /** How many transactions there are. */
    List<Map<String, Object>> stats() throws SQLException {
        return database.inTransaction(
                c -> query(c, "SELECT count(*) AS \"totalTransactionsCount\" FROM explorer_transactions"));
    }

    @Override
    public void close() {
        database.close();
    }

    private static BigDecimal fees(Block block) {
        return BigDecimal.valueOf(
                block.transactions().stream().mapToLong(Block.Transaction::fee).sum());
    }

    private static List<Map<String, Object>> query(Connection connection, String sql, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                ResultSetMetaData columns = rows.getMetaData();
                List<Map<String, Object>> result = new ArrayList<>();
                while (rows.next()) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        row.put(columns.getColumnLabel(i), value(rows, columns, i));
                    }
                    result.add(row);
                }
                return result;
            }
        }
    }

    private static Object value(ResultSet rows, ResultSetMetaData columns, int i) throws SQLException {
        return columns.getColumnTypeName(i).equals("timestamptz")
                ? rows.getObject(i, OffsetDateTime.class).toInstant().toString()
                : rows.getObject(i);
    }
}
