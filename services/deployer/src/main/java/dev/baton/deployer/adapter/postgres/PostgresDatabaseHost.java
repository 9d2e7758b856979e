package dev.baton.deployer.adapter.postgres;

import dev.baton.deployer.domain.DatabaseHost;
import dev.baton.deployer.domain.DatabaseProbe;
import dev.baton.deployer.domain.DatabaseQueries;
import dev.baton.deployer.domain.Redaction;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Databases on PostgreSQL 13 or newer. Each carries a comment that names its deployment; a database with the right name
 * and another comment, or none and somebody's tables, is not ours and stays untouched.
 */
public final class PostgresDatabaseHost implements DatabaseHost, DatabaseProbe, DatabaseQueries {
    private static final String OWNER_MARK = "baton deployment ";
    private static final int CONNECT_SECONDS = 5;
    private static final int STATEMENT_SECONDS = 60;

    /** SQLSTATE, see PostgreSQL's manual, appendix A. */
    private static final String DUPLICATE_DATABASE = "42P04";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String UNKNOWN_DATABASE = "3D000";
    private static final List<String> AUTHENTICATION = List.of("28P01", "28000");
    private static final String CONNECTION_CLASS = "08";
    private static final String RESOURCES_CLASS = "53";
    private static final String OPERATOR_CLASS = "57";

    @Override
    public Outcome create(DeploymentId deployment, Access access) {
        return run(access, connection -> {
            Optional<String> mark = mark(connection, access.location().name());
            if (mark.isPresent()) {
                return adopt(connection, deployment, access, mark.get());
            }
            try (Statement statement = statement(connection)) {
                statement.execute("CREATE DATABASE " + quoted(access.location().name()));
            } catch (SQLException e) {
                if (!DUPLICATE_DATABASE.equals(e.getSQLState())) {
                    throw e;
                }
                // Another attempt of the same deployment was quicker.
            }
            mark(connection, deployment, access.location().name());
            return new Outcome.Done();
        });
    }

    /** The server is somebody else's care. */
    @Override
    public Outcome keep(DeploymentId deployment, Access access) {
        return new Outcome.Done();
    }

    @Override
    public Outcome ask(Access access) {
        try (Connection connection = connect(access, access.location().name())) {
            return connection.isValid(CONNECT_SECONDS)
                    ? new Outcome.Done()
                    : new Outcome.Unreachable(
                            "the PostgreSQL server " + access.location().server() + " lets us in and does not answer");
        } catch (SQLException e) {
            return failure(access, e);
        }
    }

    @Override
    public Outcome understands(Access access, List<String> queries) {
        try (Connection connection = connect(access, access.location().name())) {
            for (String query : queries) {
                try (PreparedStatement parsed = connection.prepareStatement(query)) {
                    // Has the server parse it, and nothing more.
                    parsed.getMetaData();
                }
            }
            return new Outcome.Done();
        } catch (SQLException e) {
            return failure(access, e);
        }
    }

    @Override
    public Outcome drop(DeploymentId deployment, Access access) {
        return run(access, connection -> {
            String name = access.location().name();
            Optional<String> mark = mark(connection, name);
            if (mark.isEmpty()) {
                return new Outcome.Done();
            }
            boolean ours =
                    mark.get().equals(OWNER_MARK + deployment) || mark.get().isEmpty() && unused(access);
            if (!ours) {
                return foreign(name, mark.get());
            }
            try (Statement statement = statement(connection)) {
                statement.execute("DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)");
            }
            return new Outcome.Done();
        });
    }

    @Override
    public Set<DeploymentId> deployments(Access access) {
        Set<DeploymentId> found = new TreeSet<>();
        run(access, connection -> {
            try (Statement statement = statement(connection);
                    ResultSet rows =
                            statement.executeQuery("SELECT shobj_description(oid, 'pg_database') FROM pg_database")) {
                while (rows.next()) {
                    marked(rows.getString(1)).ifPresent(found::add);
                }
            }
            return new Outcome.Done();
        });
        return found;
    }

    private static Optional<DeploymentId> marked(@Nullable String mark) {
        if (mark == null || !mark.startsWith(OWNER_MARK)) {
            return Optional.empty();
        }
        try {
            return Optional.of(DeploymentId.of(mark.substring(OWNER_MARK.length())));
        } catch (IllegalArgumentException _) {
            // Somebody else's words.
            return Optional.empty();
        }
    }

    private static Outcome adopt(Connection connection, DeploymentId deployment, Access access, String mark)
            throws SQLException {
        String name = access.location().name();
        if (mark.equals(OWNER_MARK + deployment)) {
            return new Outcome.Done();
        }
        if (!mark.isEmpty() || !unused(access)) {
            return foreign(name, mark);
        }
        mark(connection, deployment, name);
        return new Outcome.Done();
    }

    /** An unmarked database was made by an attempt that died before the mark, if it holds nothing. */
    private static boolean unused(Access access) throws SQLException {
        try (Connection inside = connect(access, access.location().name());
                Statement statement = statement(inside);
                ResultSet row = statement.executeQuery(
                        "SELECT NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON"
                                + " n.oid = c.relnamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast'))")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static Outcome foreign(String name, String mark) {
        return new Outcome.Refused("the database " + name + " exists and is not this deployment's ("
                + (mark.isEmpty() ? "it has no mark of Baton's" : "its comment: " + mark)
                + "): rename or drop it yourself; Baton does not touch it");
    }

    /** The comment of the database, empty text where it has none; absent where there is no such database. */
    private static Optional<String> mark(Connection connection, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = ?")) {
            query.setQueryTimeout(STATEMENT_SECONDS);
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    private static void mark(Connection connection, DeploymentId deployment, String name) throws SQLException {
        try (Statement statement = statement(connection)) {
            // A utility statement takes no parameters; an id holds hexadecimal digits and hyphens only.
            statement.execute("COMMENT ON DATABASE " + quoted(name) + " IS '" + OWNER_MARK + deployment + "'");
        }
    }

    private static Outcome run(Access access, Work work) {
        try (Connection connection = connect(access, access.maintenanceDatabase())) {
            return work.on(connection);
        } catch (SQLException e) {
            return failure(access, e);
        }
    }

    static Connection connect(Access access, String database) throws SQLException {
        DatabaseLocation location = access.location();
        Properties settings = new Properties();
        settings.setProperty("user", location.user());
        access.password().ifPresent(password -> settings.setProperty("password", password));
        settings.setProperty("PGDBNAME", database);
        settings.setProperty("ApplicationName", "baton-deployer");
        settings.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        settings.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
        settings.setProperty("socketTimeout", Integer.toString(STATEMENT_SECONDS));
        // The database goes by property: in the URL a hostile name could add driver options.
        Connection connection = new Driver().connect("jdbc:postgresql://" + location.server() + "/", settings);
        if (connection == null) {
            throw new SQLException("the driver does not take the address " + location.server());
        }
        return connection;
    }

    private static Outcome failure(Access access, SQLException e) {
        DatabaseLocation location = access.location();
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String server = "the PostgreSQL server " + location.server();
        String message = Redaction.of(access.password().stream().toList()).apply(String.valueOf(e.getMessage()));
        if (AUTHENTICATION.contains(state)) {
            return new Outcome.Refused(server + " does not let the role " + location.user() + " in (" + message
                    + "): check the role, the secret that database.postgres.password names, and pg_hba.conf");
        }
        if (state.equals(INSUFFICIENT_PRIVILEGE)) {
            return new Outcome.Refused(server + " does not permit it to the role " + location.user() + " (" + message
                    + "): ALTER ROLE " + quoted(location.user()) + " CREATEDB");
        }
        if (state.equals(UNKNOWN_DATABASE)) {
            return new Outcome.Refused(server + " has no database " + access.maintenanceDatabase()
                    + " to connect to: name an existing one at the end of database.postgres.server");
        }
        if (state.isEmpty()
                || state.startsWith(CONNECTION_CLASS)
                || state.startsWith(RESOURCES_CLASS)
                || state.startsWith(OPERATOR_CLASS)) {
            return new Outcome.Unreachable(server + " cannot be used now (" + message
                    + "): start it, or correct database.postgres.server in the descriptor");
        }
        return new Outcome.Refused(server + " answered " + message + " (SQLSTATE " + state + ")");
    }

    private static Statement statement(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.setQueryTimeout(STATEMENT_SECONDS);
        return statement;
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private interface Work {
        Outcome on(Connection connection) throws SQLException;
    }
}
