package dev.baton.syncmonitor.adapter.postgres;

import dev.baton.model.DatabaseLocation;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads a height with one query on the deployment's database. Keeps its connection until something fails. */
public final class SqlHeightProbe implements HeightProbe {

    private final PostgresConnections connections;
    private final DatabaseLocation database;
    private final String query;
    private final Duration timeout;
    private @Nullable Connection open;

    /**
     * @param query whose first column of the first row is the height
     * @param timeout after which the server ends the query
     */
    public SqlHeightProbe(PostgresConnections connections, DatabaseLocation database, String query, Duration timeout) {
        this.connections = connections;
        this.database = database;
        this.query = query;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "sql on " + database.name();
    }

    @Override
    public synchronized Reading read() {
        try {
            return read(connection());
        } catch (SQLException failure) {
            close();
            return new Reading.Unknown(name() + ": " + PostgresConnections.reason(failure));
        }
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            try {
                open.close();
            } catch (SQLException _) {
                // It is given up in any case.
            }
            open = null;
        }
    }

    private Connection connection() throws SQLException {
        if (open == null) {
            open = connections.open(database, timeout);
        }
        return open;
    }

    private Reading read(Connection connection) throws SQLException {
        // Not prepared: a question mark in the query is an operator, never a parameter.
        try (var statement = connection.createStatement()) {
            statement.setMaxRows(1);
            try (var rows = statement.executeQuery(query)) {
                if (!rows.next()) {
                    return new Reading.Unknown(name() + ": the query gave no row");
                }
                return height(rows.getObject(1));
            }
        }
    }

    private Reading height(@Nullable Object column) {
        return switch (column) {
            case null -> new Reading.Unknown(name() + ": no block yet, the query gave NULL");
            case Long number -> height(BigDecimal.valueOf(number));
            case Integer number -> height(BigDecimal.valueOf(number));
            case Short number -> height(BigDecimal.valueOf(number));
            case BigDecimal number -> height(number);
            case Object other ->
                new Reading.Unknown(name() + ": a height is a whole number; the query gave "
                        + other.getClass().getSimpleName());
        };
    }

    private Reading height(BigDecimal number) {
        try {
            var whole = number.longValueExact();
            return whole >= 0
                    ? new Reading.Height(whole)
                    : new Reading.Unknown(name() + ": the height is negative, " + whole);
        } catch (ArithmeticException _) {
            return new Reading.Unknown(name() + ": a height is a whole number, not " + number);
        }
    }
}
