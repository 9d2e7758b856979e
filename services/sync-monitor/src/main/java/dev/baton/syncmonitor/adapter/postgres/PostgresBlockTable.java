package dev.baton.syncmonitor.adapter.postgres;

import dev.baton.model.DatabaseLocation;
import dev.baton.syncmonitor.domain.verification.BlockHash;
import dev.baton.syncmonitor.domain.verification.BlockTable;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * The blocks that a deployment's {@code verify.blocks} query tells. The query becomes a sub-select, so that the database
 * does the counting. Each question is one read-only statement on a connection of its own.
 */
public final class PostgresBlockTable implements BlockTable {

    /** Reads all of a table's heights, in order; an index on the height makes it cheap. */
    private static final String FAULTS = """
            WITH heights AS (
              SELECT height::bigint AS height FROM (%s\n) AS blocks WHERE height::bigint BETWEEN ? AND ?
              UNION ALL SELECT ?::bigint UNION ALL SELECT ?::bigint),
            steps AS (SELECT height, lead(height) OVER (ORDER BY height) - height AS step FROM heights)
            SELECT height, step,
              coalesce(sum(step - 1) FILTER (WHERE step > 1) OVER (), 0) AS missing,
              count(*) FILTER (WHERE step = 0) OVER () AS repeated
            FROM steps WHERE step <> 1 ORDER BY height LIMIT 20""";

    private static final int LISTED = 20;

    private final PostgresConnections connections;
    private final DatabaseLocation database;
    private final String blocks;
    private final Duration timeout;

    /**
     * @param blocks a query with the columns height and hash
     * @param timeout after which a statement is ended
     */
    public PostgresBlockTable(
            PostgresConnections connections, DatabaseLocation database, String blocks, Duration timeout) {
        this.connections = connections;
        this.database = database;
        this.blocks = withoutSemicolon(blocks);
        this.timeout = timeout;
    }

    @Override
    public Optional<Extent> extent() throws Unreachable {
        return ask(
                "SELECT min(height::bigint), max(height::bigint) FROM (%s\n) AS blocks",
                (connection, query) -> {
                    try (var rows = query.executeQuery()) {
                        rows.next();
                        var lowest = rows.getLong(1);
                        return rows.wasNull() ? Optional.empty() : Optional.of(new Extent(lowest, rows.getLong(2)));
                    }
                });
    }

    @Override
    public Faults faults(long from, long to) throws Unreachable {
        return ask(FAULTS, (connection, query) -> {
            query.setLong(1, from);
            query.setLong(2, to);
            query.setLong(3, from - 1);
            query.setLong(4, to + 1);
            try (var rows = query.executeQuery()) {
                return faults(rows);
            }
        });
    }

    @Override
    public SortedMap<Long, BlockHash> hashes(SortedSet<Long> heights) throws Unreachable {
        return ask(
                "SELECT height::bigint, hash FROM (%s\n) AS blocks WHERE height::bigint = ANY (?)",
                (connection, query) -> {
                    query.setArray(1, connection.createArrayOf("bigint", heights.toArray()));
                    var hashes = new TreeMap<Long, BlockHash>();
                    try (var rows = query.executeQuery()) {
                        while (rows.next()) {
                            hashes.put(rows.getLong(1), hash(rows.getObject(2)));
                        }
                    }
                    return hashes;
                });
    }

    private static Faults faults(ResultSet rows) throws SQLException {
        var first = new ArrayList<Fault>();
        var missing = 0L;
        var repeated = 0L;
        while (rows.next()) {
            var height = rows.getLong(1);
            var step = rows.getLong(2);
            missing = rows.getLong(3);
            repeated = rows.getLong(4);
            if (step == 0) {
                first.add(new Fault(height, 2));
            }
            for (var gone = height + 1; gone < height + step && first.size() < LISTED; gone++) {
                first.add(new Fault(gone, 0));
            }
        }
        return new Faults(missing, repeated, first.subList(0, Math.min(LISTED, first.size())));
    }

    private static BlockHash hash(Object column) {
        return switch (column) {
            case null -> BlockHash.NONE;
            case byte[] bytes when bytes.length > 0 -> BlockHash.of(bytes);
            case byte[] _ -> BlockHash.NONE;
            case Object text when text.toString().isBlank() -> BlockHash.NONE;
            case Object text -> new BlockHash(text.toString());
        };
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(Connection connection, PreparedStatement query) throws SQLException;
    }

    private <T> T ask(String sql, Question<T> question) throws Unreachable {
        try (var connection = connections.open(database, timeout);
                var query = connection.prepareStatement(sql.formatted(blocks))) {
            return question.ask(connection, query);
        } catch (SQLException failure) {
            throw new Unreachable(
                    "verify.blocks on the database " + database.name() + ": " + PostgresConnections.reason(failure));
        }
    }

    static String withoutSemicolon(String query) {
        var stripped = query.strip();
        return stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : stripped;
    }
}
