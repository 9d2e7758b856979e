package dev.baton.syncmonitor.adapter.postgres;

import dev.baton.model.DatabaseLocation;
import dev.baton.syncmonitor.domain.Secrets;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Opens connections to deployments' databases that can only read, and whose every statement ends in time. The password
 * is looked up for each connection, so that a changed one is found.
 */
public final class PostgresConnections {

    private static final int CONNECT_SECONDS = 3;

    /** Past the server's own time-out the network is to blame; then the socket gives up. */
    private static final Duration NETWORK_GRACE = Duration.ofSeconds(2);

    /** The server has ended the statement, as it was told to when the time is over. */
    private static final String CANCELED = "57014";

    /** The class of SQLSTATE for values that do not fit. */
    private static final String DATA_EXCEPTION = "22";

    private static final Pattern QUOTED = Pattern.compile("\".*\"");

    private final Secrets secrets;
    private final Driver driver = new Driver();

    public PostgresConnections(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * Opens a connection; the caller closes it.
     *
     * @param statementTimeout after which the server ends a statement
     * @throws SQLException where it cannot be opened; its message holds no secret
     */
    Connection open(DatabaseLocation database, Duration statementTimeout) throws SQLException {
        var properties = new Properties();
        PGProperty.USER.set(properties, database.user());
        if (database.password().isPresent()) {
            var name = database.password().get();
            PGProperty.PASSWORD.set(
                    properties,
                    secrets.find(name)
                            .orElseThrow(() -> new SQLException(
                                    "the secret " + name.secret() + " is missing: put it into the folder of secrets")));
        }
        PGProperty.APPLICATION_NAME.set(properties, "baton-sync-monitor");
        PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
        PGProperty.LOGIN_TIMEOUT.set(properties, CONNECT_SECONDS);
        PGProperty.SOCKET_TIMEOUT.set(
                properties, (int) statementTimeout.plus(NETWORK_GRACE).toSeconds());
        PGProperty.OPTIONS.set(
                properties, "-c default_transaction_read_only=on -c statement_timeout=" + statementTimeout.toMillis());
        var connection = driver.connect(database.jdbcUrl(), properties);
        if (connection == null) {
            throw new SQLException("not an address of PostgreSQL: " + database.jdbcUrl());
        }
        return connection;
    }

    /** The failure in one line, for a person to read. */
    static String reason(SQLException failure) {
        var message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.lines().findFirst().orElse("no reason given");
    }

    /**
     * What a verification makes of a failure.
     *
     * @param question what could not be read
     */
    static Unreachable unreachable(String question, SQLException failure) {
        var reason = question + ": " + reasonWithoutValues(failure);
        return CANCELED.equals(failure.getSQLState()) ? new Unreachable.TooSlow(reason) : new Unreachable(reason);
    }

    /** The same; where a value could not be converted, the server quotes it, and it is left out. */
    private static String reasonWithoutValues(SQLException failure) {
        var state = failure.getSQLState();
        return state != null && state.startsWith(DATA_EXCEPTION)
                ? QUOTED.matcher(reason(failure)).replaceAll("\"…\"")
                : reason(failure);
    }
}
