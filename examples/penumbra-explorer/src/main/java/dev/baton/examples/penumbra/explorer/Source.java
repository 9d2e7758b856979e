package dev.baton.examples.penumbra.explorer;

import dev.baton.examples.penumbra.Block;
import dev.baton.examples.penumbra.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The source's database: what the node has written there. */
final class Source implements AutoCloseable {

    private final Database database;

    Source(Database database) {
        this.database = database;
    }

    /** The blocks that follow a height, in their order, at most so many. */
    List<Block> after(long height, int most) throws SQLException {
        return database.inTransaction(connection -> {
            // One picture of both tables: a block that is seen has its transactions.
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Map<Long, List<Block.Transaction>> transactions = transactions(connection, height, height + most);
            List<Block> blocks = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT height, chain_id, created_at, block_hash, previous_block_hash, root
                    FROM blocks WHERE height > ? AND height <= ? ORDER BY height
                    """)) {
                select.setLong(1, height);
                select.setLong(2, height + most);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        blocks.add(new Block(
                                rows.getLong("height"),
                                rows.getString("chain_id"),
                                instant(rows),
                                rows.getBytes("block_hash"),
                                rows.getBytes("previous_block_hash"),
                                rows.getBytes("root"),
                                transactions.getOrDefault(rows.getLong("height"), List.of())));
                    }
                }
            }
            return blocks;
        });
    }

    private static Map<Long, List<Block.Transaction>> transactions(Connection connection, long above, long upTo)
            throws SQLException {
        Map<Long, List<Block.Transaction>> byHeight = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT b.height, t.tx_hash, t.tx_result, t.fee
                FROM tx_results t JOIN blocks b ON b.rowid = t.block_id
                WHERE b.height > ? AND b.height <= ? ORDER BY b.height, t.index
                """)) {
            select.setLong(1, above);
            select.setLong(2, upTo);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    byHeight.computeIfAbsent(rows.getLong("height"), _ -> new ArrayList<>())
                            .add(new Block.Transaction(
                                    HexFormat.of().parseHex(rows.getString("tx_hash")),
                                    rows.getLong("fee"),
                                    rows.getBytes("tx_result")));
                }
            }
        }
        return byHeight;
    }

    private static Instant instant(ResultSet rows) throws SQLException {
        return rows.getObject("created_at", OffsetDateTime.class).toInstant();
    }

    @Override
    public void close() {
        database.close();
    }
}
