package dev.baton.deployer.adapter.postgres;

import dev.baton.deployer.domain.DatabaseHost.Access;
import dev.baton.deployer.domain.DatabaseSizes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/** Sizes as PostgreSQL tells them, and the disk below its data directory where that is on this machine. */
public final class PostgresSizes implements DatabaseSizes {
    private static final Logger LOG = Logger.getLogger(PostgresSizes.class);
    private static final int STATEMENT_SECONDS = 10;

    /** The second column is NULL for roles that may not read the setting (pg_read_all_settings). */
    private static final String QUERY = "SELECT pg_database_size(current_database()),"
            + " (SELECT setting FROM pg_settings WHERE name = 'data_directory')";

    @Override
    public Optional<DatabaseSize> size(Access access) {
        try (Connection connection =
                        PostgresDatabaseHost.connect(access, access.location().name());
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(STATEMENT_SECONDS);
            try (ResultSet row = statement.executeQuery(QUERY)) {
                row.next();
                String directory = row.getString(2);
                return Optional.of(new DatabaseSize(
                        row.getLong(1),
                        directory == null || !isHere(access) ? OptionalLong.empty() : freeBelow(directory)));
            }
        } catch (SQLException e) {
            LOG.debugf("%s does not tell its size: %s", access.location(), e.getMessage());
            return Optional.empty();
        }
    }

    /** A server in a container of its own sees another tree of files than we do. */
    private static boolean isHere(Access access) {
        try {
            InetAddress server =
                    InetAddress.getByName(access.location().server().host());
            return access.housing().isEmpty()
                    && (server.isLoopbackAddress() || NetworkInterface.getByInetAddress(server) != null);
        } catch (IOException e) {
            return false;
        }
    }

    private static OptionalLong freeBelow(String directory) {
        try {
            return OptionalLong.of(Files.getFileStore(Path.of(directory)).getUsableSpace());
        } catch (IOException | InvalidPathException e) {
            return OptionalLong.empty();
        }
    }
}
