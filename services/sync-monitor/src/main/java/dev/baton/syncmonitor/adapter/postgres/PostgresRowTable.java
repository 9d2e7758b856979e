package dev.baton.syncmonitor.adapter.postgres;

import dev.baton.descriptor.VerifiedTable;
import dev.baton.model.DatabaseLocation;
import dev.baton.syncmonitor.domain.verification.RowTable;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a query of {@code verify.tables} tells. The query becomes a sub-select that is cut by {@code height}; an
 * index on it makes a range cheap. A row is hashed as the text of a composite value, in which PostgreSQL quotes what
 * would be ambiguous and tells NULL from an empty text. One statement at a time, on one processor; keeps its connection
 * until something fails.
 */
public final class PostgresRowTable implements RowTable {

    private static final String HEIGHT = "height";

    /** Two servers must write the same value as the same text; and the instance's own queries need the processors. */
    private static final String SESSION = """
            SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; SET bytea_output = 'hex';
            SET extra_float_digits = 1; SET max_parallel_workers_per_gather = 0; SET jit = off""";

    /** The same on all servers that hash texts alike; the encoding decides which bytes are hashed. */
    private static final String FINGERPRINT = """
            SELECT current_setting('server_encoding') || sum(hashtextextended(repeat('baton', n), 0))
            FROM generate_series(0, 40) AS n""";

    private static final String FAST = "hashtextextended(%s::text, 0)";
    private static final String PORTABLE = "('x' || left(md5(%s::text), 16))::bit(64)::bigint";

    private static final Pattern COST = Pattern.compile("cost=[0-9.]+\\.\\.([0-9.]+)");

    /** Below that cost all rows are read in no time. */
    private static final double SMALL = 1_000;

    /** One height costs less than that part of all where an index helps. */
    private static final double FEW = 4;

    private final PostgresConnections connections;
    private final DatabaseLocation database;
    private final String name;
    private final String rows;
    private final Duration timeout;
    private @Nullable Connection open;

    /** @param timeout after which the server ends a statement */
    public PostgresRowTable(
            PostgresConnections connections, DatabaseLocation database, VerifiedTable table, Duration timeout) {
        this.connections = connections;
        this.database = database;
        this.name = table.name();
        this.rows = "(" + PostgresBlockTable.withoutSemicolon(table.rows()) + "\n) AS rows";
        this.timeout = timeout;
    }

    @Override
    public SortedSet<String> columns() throws Unreachable {
        return ask(statement -> {
            try (var none = statement.executeQuery("SELECT * FROM " + rows + " LIMIT 0")) {
                var columns = new TreeSet<String>();
                for (var i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                    columns.add(none.getMetaData().getColumnLabel(i));
                }
                if (!columns.remove(HEIGHT)) {
                    throw new SQLException("the query has no column height");
                }
                return columns;
            }
        });
    }

    @Override
    public String fingerprint() throws Unreachable {
        return ask(statement -> {
            try (var found = statement.executeQuery(FINGERPRINT)) {
                found.next();
                return found.getString(1);
            }
        });
    }

    @Override
    public boolean seeks(Span span) throws Unreachable {
        var middle = span.from() + (span.to() - span.from()) / 2;
        var all = cost(span);
        return all < SMALL || cost(new Span(middle, middle)) * FEW < all;
    }

    /** What the server expects a range to cost, in its own unit: roughly, one page of 8 KiB read in order. */
    private double cost(Span span) throws Unreachable {
        return ask(statement -> {
            try (var plan = statement.executeQuery("EXPLAIN SELECT count(*)" + from(span))) {
                plan.next();
                var cost = COST.matcher(plan.getString(1));
                if (!cost.find()) {
                    throw new SQLException("the plan tells no cost: " + plan.getString(1));
                }
                return Double.parseDouble(cost.group(1));
            }
        });
    }

    @Override
    public Slice slice(Span span, long width, Compared compared) throws Unreachable {
        var hash = (compared.fast() ? FAST : PORTABLE).formatted(row(compared));
        var query = "SELECT (height::bigint - (%d)) / %d, count(*), sum(%s)".formatted(span.from(), width, hash)
                + from(span)
                + " GROUP BY 1";
        return ask(statement -> {
            var begin = System.nanoTime();
            try (var found = statement.executeQuery(query)) {
                var parts = new HashMap<Long, Part>();
                while (found.next()) {
                    parts.put(found.getLong(1), new Part(found.getLong(2), found.getString(3)));
                }
                return new Slice(parts, Duration.ofNanos(System.nanoTime() - begin));
            }
        });
    }

    @Override
    public List<Row> rows(Span span, Compared compared, int most) throws Unreachable {
        var columns = Stream.of(
                        Stream.of("height::bigint"),
                        compared.key().stream().map(column -> quoted(column) + "::text"),
                        compared.others().stream().map(column -> "md5(" + quoted(column) + "::text)"))
                .flatMap(parts -> parts)
                .collect(Collectors.joining(", "));
        var query = "SELECT " + columns + from(span) + " LIMIT " + most;
        return ask(statement -> {
            try (var found = statement.executeQuery(query)) {
                var list = new ArrayList<Row>();
                while (found.next()) {
                    var values = new ArrayList<Optional<String>>();
                    for (var i = 0;
                            i < compared.key().size() + compared.others().size();
                            i++) {
                        values.add(Optional.ofNullable(found.getString(i + 2)));
                    }
                    var keys = compared.key().size();
                    list.add(new Row(found.getLong(1), values.subList(0, keys), values.subList(keys, values.size())));
                }
                return list;
            }
        });
    }

    @Override
    public void close() {
        if (open != null) {
            try {
                open.close();
            } catch (SQLException _) {
                // It is given up in any case.
            }
            open = null;
        }
    }

    /** Numbers are written out, so that the server plans for the very range; and a text may have question marks. */
    private String from(Span span) {
        return " FROM " + rows + " WHERE height BETWEEN (" + span.from() + ") AND (" + span.to() + ")";
    }

    private static String row(Compared compared) {
        return Stream.concat(compared.key().stream(), compared.others().stream())
                .map(PostgresRowTable::quoted)
                .collect(Collectors.joining(", ", "ROW(", ")"));
    }

    private static String quoted(String column) {
        return "rows.\"" + column.replace("\"", "\"\"") + "\"";
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(Statement statement) throws SQLException;
    }

    private <T> T ask(Question<T> question) throws Unreachable {
        try {
            if (open == null) {
                open = connections.open(database, timeout);
                try (var statement = open.createStatement()) {
                    statement.execute(SESSION);
                }
            }
            try (var statement = open.createStatement()) {
                return question.ask(statement);
            }
        } catch (SQLException failure) {
            close();
            throw PostgresConnections.unreachable(
                    "verify.tables, " + name + ": the query (rows) on the database " + database.name(), failure);
        }
    }
}
