package dev.baton.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A real PostgreSQL from Maven Central, in a given folder on a free port: nothing to install, works as root too. Starts in
 * about a second. Superuser {@code postgres}, and from 127.0.0.1 any password is right.
 */
public final class PostgresServer implements AutoCloseable {
    private final EmbeddedPostgres postgres;

    private PostgresServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** Starts a server with fresh data in {@code directory/data} and returns when it answers. */
    public static PostgresServer start(Path directory) {
        try {
            Files.createDirectories(directory);
            var data = directory.resolve("data");
            var postgres = EmbeddedPostgres.builder()
                    .setPort(FreePorts.next())
                    .setDataDirectory(data)
                    .setOverrideWorkingDirectory(directory.resolve("binaries").toFile())
                    .setPGStartupWait(Duration.ofSeconds(30))
                    .setServerConfig("max_connections", "200")
                    .setErrorRedirector(logTo(directory))
                    .setOutputRedirector(logTo(directory))
                    .start();
            var pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
            ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ChildProcesses::watch);
            return new PostgresServer(postgres);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start PostgreSQL in " + directory, e);
        }
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return postgres.getPort();
    }

    /** The server as a descriptor names it: {@code postgresql://postgres@127.0.0.1:port/postgres}. */
    public String uri() {
        return "postgresql://postgres@127.0.0.1:" + port() + "/postgres";
    }

    /** The JDBC address of one of its databases, as superuser. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=postgres";
    }

    /** Connections to the database {@code postgres}, as superuser. */
    public DataSource dataSource() {
        return postgres.getPostgresDatabase();
    }

    /** Runs statements in one of its databases, as superuser. */
    public void execute(String database, String... statements) {
        try (var connection = DriverManager.getConnection(jdbcUrl(database));
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop PostgreSQL", e);
        }
    }

    private static ProcessBuilder.Redirect logTo(Path directory) {
        return ProcessBuilder.Redirect.appendTo(directory.resolve("stdout.log").toFile());
    }
}
