package dev.baton.deployer.handler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.model.ApplicationName;
import dev.baton.support.Folders;
import dev.baton.support.FreePorts;
import dev.baton.support.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The packaged deployer with a real database server, in a folder of its own, and the log of a real broker. */
record Stage(Path directory, PostgresServer postgres, DeployerProcess deployer, TestLog log) implements AutoCloseable {

    /** Sets it up, with topics that the broker has. */
    static Stage set(String bootstrapServers, String prefix) {
        try {
            Path directory = Files.createTempDirectory("baton-deployer-");
            PostgresServer postgres = PostgresServer.start(directory.resolve("postgres"));
            DeployerProcess deployer = DeployerProcess.start(directory, bootstrapServers, prefix);
            return new Stage(directory, postgres, deployer, new TestLog(bootstrapServers, prefix));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Envelope<DeployRequested> deploy(ApplicationName application, String version, List<String> command) {
        return log.write(application, Optional.empty(), Cast.request(version, descriptor(application, command)));
    }

    /** With a database of the server, at a port of its own: the router is not there, so every version may name it anew. */
    ObjectNode descriptor(ApplicationName application, List<String> command) {
        return Cast.descriptor(application, FreePorts.next(), postgres.uri(), command);
    }

    /** The names of the databases that there are. */
    Set<String> databases() throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT datname FROM pg_database")) {
            Set<String> names = new HashSet<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    @Override
    public void close() {
        log.close();
        deployer.close();
        try {
            Instances.stopAll(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        postgres.close();
        Folders.delete(directory);
    }
}
