package dev.baton.syncmonitor.adapter.postgres;

import dev.baton.model.DatabaseLocation;
import dev.baton.syncmonitor.domain.verification.BlockHash;
import dev.baton.syncmonitor.domain.verification.BlockTable;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The blocks that a deployment's {@code verify.blocks} query tells. The query becomes a sub-select, so that the database
 * does the counting. Each question is one read-only statement on a connection of its own. Heights are compared as the
 * query gives them, for a cast would keep an index from being used; and they are written out, because the query may hold
 * question marks of its own, which are operators.
 */
public final class PostgresBlockTable implements BlockTable {

    /** Reads all heights of a range, in order; an index on the height makes it cheap. */
    private static final String FAULTS = """
            WITH heights AS (
              SELECT height::bigint AS height FROM %s WHERE height BETWEEN (%d) AND (%d)
              UNION ALL SELECT (%d)::bigint UNION ALL SELECT (%d)::bigint),
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
        this.blocks = "(" + withoutSemicolon(blocks) + "\n) AS blocks";
        this.timeout = timeout;
    }

    @Override
    public Optional<Extent> extent() throws Unreachable {
        return ask("SELECT min(height), max(height) FROM " + blocks, rows -> {
            rows.next();
            var lowest = rows.getLong(1);
            return rows.wasNull() ? Optional.empty() : Optional.of(new Extent(lowest, rows.getLong(2)));
        });
    }

    @Override
    public Faults faults(long from, long to) throws Unreachable {
        var begin = System.nanoTime();
        return ask(FAULTS.formatted(blocks, from, to, from - 1, to + 1), rows -> faults(rows, begin));
    }

    @Override
    public SortedMap<Long, BlockHash> hashes(SortedSet<Long> heights) throws Unreachable {
        var listed = heights.stream().map(String::valueOf).collect(Collectors.joining(",", "'{", "}'::bigint[]"));
        return ask("SELECT height::bigint, hash FROM " + blocks + " WHERE height = ANY (" + listed + ")", rows -> {
            var hashes = new TreeMap<Long, BlockHash>();
            while (rows.next()) {
                hashes.put(rows.getLong(1), hash(rows.getObject(2)));
            }
            return hashes;
        });
    }

    private static Faults faults(ResultSet rows, long begin) throws SQLException {
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
        var took = Duration.ofNanos(System.nanoTime() - begin);
        return new Faults(missing, repeated, first.subList(0, Math.min(LISTED, first.size())), took);
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
    private interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    private <T> T ask(String sql, Reading<T> reading) throws Unreachable {
        try (var connection = connections.open(database, timeout);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return reading.of(rows);
        } catch (SQLException failure) {
            throw PostgresConnections.unreachable("verify.blocks on the database " + database.name(), failure);
        }
    }

    static String withoutSemicolon(String query) {
        var stripped = query.strip();
        return stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : stripped;
    }
}
