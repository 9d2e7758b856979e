package dev.baton.e2e.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.model.DeploymentId;
import dev.baton.support.ChildProcesses;
import dev.baton.support.NginxServer;
import dev.baton.support.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What really is on this machine, whatever events say: processes, databases, configuration. */
public final class World {

    private World() {}

    /** The processes of a deployment's instance. */
    public static List<ProcessHandle> processes(DeploymentId deployment) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.isAlive() && environment(process).contains("BATON_DEPLOYMENT=" + deployment))
                .toList();
    }

    /** The databases of a deployment. */
    public static List<String> databases(PostgresServer postgres, DeploymentId deployment) {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT datname FROM pg_database")) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                if (rows.getString(1).endsWith(deployment.toString().replace("-", ""))) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused: " + e.getMessage(), e);
        }
    }

    /** The names of all files of NGINX's sites, half-written ones too. */
    public static List<String> sites(RunningBaton baton) {
        try (Stream<Path> files = Files.list(baton.directory().resolve("nginx/sites"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing half-written is there, and NGINX would start with what is. */
    public static void assertWholeSites(RunningBaton baton) {
        await().untilAsserted(() -> assertThat(sites(baton)).allMatch(name -> name.endsWith(".conf")));
        var nginx = baton.directory().resolve("nginx");
        var command = List.of(
                NginxServer.binary().orElseThrow().toString(),
                "-t",
                "-q",
                "-p",
                nginx + "/",
                "-c",
                nginx.resolve("nginx.conf").toString());
        var output = baton.folder().resolve("nginx-t.log");
        var check = ChildProcesses.start(
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()));
        await().until(() -> !check.isAlive());
        assertThat(check.exitValue()).as("nginx -t, see " + output).isZero();
    }

    private static List<String> environment(ProcessHandle process) {
        try {
            var bytes = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ"));
            return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException _) {
            // Ended meanwhile, or another user's.
            return List.of();
        }
    }
}
