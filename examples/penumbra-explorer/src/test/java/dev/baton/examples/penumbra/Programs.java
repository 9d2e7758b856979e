package dev.baton.examples.penumbra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.support.ChildProcesses;
import dev.baton.support.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real programs of a test: Postgres, sources and explorers from their jars. Ends them all when closed. */
final class Programs implements AutoCloseable {

    private static final Pattern SOURCE_READY = Pattern.compile("penumbra-source: (http://\\S+) .*");
    private static final Pattern EXPLORER_READY = Pattern.compile(".*listens on port (\\d+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Process> processes = new ArrayList<>();
    private final PostgresServer postgres;

    Programs(Path folder) {
        postgres = PostgresServer.start(folder);
    }

    /** A program that runs: its process, its address, what it has printed. */
    record Running(Process process, URI url, List<String> output) {}

    HttpClient client() {
        return client;
    }

    void createDatabases(String... names) {
        for (String name : names) {
            postgres.execute("postgres", "CREATE DATABASE " + name);
        }
    }

    Running startSource(String database, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("-jar", jar("source"), "--port", "0"));
        command.addAll(List.of(options));
        List<String> output = new CopyOnWriteArrayList<>();
        Process process = java(command, Map.of("SOURCE_DB_URL", url(database)));
        return new Running(process, URI.create(awaitLine(process, SOURCE_READY, output)), output);
    }

    Running startExplorer(int version, String source, String destination, Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PORT",
                "0",
                "SOURCE_DB_URL",
                url(source),
                "DEST_DB_URL",
                url(destination),
                "POLLING_INTERVAL_MS",
                "50"));
        environment.putAll(more);
        List<String> output = new CopyOnWriteArrayList<>();
        Process process = java(List.of("-jar", jar("" + version)), environment);
        String port = awaitLine(process, EXPLORER_READY, output);
        return new Running(process, URI.create("http://127.0.0.1:" + port), output);
    }

    /** Asks a source; the answer has this HTTP status. */
    JsonNode rpc(Running source, String path, int status) {
        return json(HttpRequest.newBuilder(source.url().resolve(path)), status);
    }

    /** Sends a GraphQL query; returns its data. */
    JsonNode ask(Running explorer, String query) {
        String body = JSON.createObjectNode().put("query", query).toString();
        JsonNode answer = json(post(explorer, body), 200);
        assertThat(answer.has("errors")).as(answer.toString()).isFalse();
        return answer.path("data");
    }

    HttpRequest.Builder post(Running explorer, String body) {
        return HttpRequest.newBuilder(explorer.url().resolve("/graphql"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    JsonNode json(HttpRequest.Builder request, int status) {
        try {
            return JSON.readTree(send(request, status).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> send(HttpRequest.Builder request, int status) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The rows of a query, their columns joined by a blank. */
    List<String> rows(String database, String sql) {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl(database));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> result = new ArrayList<>();
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(rows.getString(i));
                }
                result.add(String.join(" ", columns));
            }
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends a program without a chance to tidy up. */
    static void kill(Running program) throws InterruptedException {
        program.process().destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        client.shutdownNow();
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
        postgres.close();
    }

    private String url(String database) {
        return "postgresql://postgres:any@127.0.0.1:" + postgres.port() + "/" + database;
    }

    private static String jar(String classifier) {
        return Path.of(System.getProperty("basedir"), "target", "penumbra-explorer-" + classifier + ".jar")
                .toString();
    }

    private Process java(List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = ChildProcesses.start(builder);
        processes.add(process);
        return process;
    }

    private static String awaitLine(Process process, Pattern pattern, List<String> output) throws IOException {
        for (String line; (line = process.inputReader().readLine()) != null; ) {
            output.add(line);
            Matcher matcher = pattern.matcher(line);
            if (matcher.matches()) {
                Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(output::add));
                return matcher.group(1);
            }
        }
        throw new AssertionError("the process ended: " + output);
    }
}
