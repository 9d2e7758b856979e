package dev.baton.examples.evmindexer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real programs of a test: Postgres, the development chain, indexers from their jars. Ends them all when closed. */
final class Programs implements AutoCloseable {

    private static final Pattern CHAIN_READY = Pattern.compile("dev-chain: (http://\\S+) .*");
    private static final Pattern INDEXER_READY = Pattern.compile(".*INFO Version \\S+ listens on (\\S+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Process> processes = new ArrayList<>();
    private final EmbeddedPostgres postgres;
    private final URI chain;

    Programs(String... chainOptions) throws IOException {
        postgres = EmbeddedPostgres.start();
        chain = startChain(chainOptions);
    }

    /** Starts one more chain; returns its address. */
    URI startChain(String... chainOptions) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "-cp", System.getProperty("java.class.path"), "dev.baton.examples.devchain.DevChain", "--port", "0"));
        command.addAll(List.of(chainOptions));
        return URI.create(awaitLine(java(command, Map.of()), CHAIN_READY));
    }

    /** A running indexer: its process and its address. */
    record RunningIndexer(Process process, URI url) {}

    HttpClient client() {
        return client;
    }

    Connection database(String name) throws SQLException {
        return postgres.getDatabase("postgres", name).getConnection();
    }

    void createDatabase(String name) throws SQLException {
        try (Connection connection = database("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
    }

    RunningIndexer startIndexer(int version, String database, Map<String, String> more) throws IOException {
        Process process = launchIndexer(version, database, more);
        return new RunningIndexer(process, URI.create("http://" + awaitLine(process, INDEXER_READY)));
    }

    Process launchIndexer(int version, String database, Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PORT",
                "0",
                "DATABASE_URL",
                "postgresql://postgres:postgres@127.0.0.1:" + postgres.getPort() + "/" + database,
                "CHAIN_URL",
                chain.toString()));
        environment.putAll(more);
        Path jar = Path.of(System.getProperty("basedir"), "target", "evm-indexer-" + version + ".jar");
        return java(List.of("-jar", jar.toString()), environment);
    }

    /** Calls a method of the chain that answers with a height. */
    long callChain(String method, String params) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[" + params + "]}";
        return Long.decode(json(HttpRequest.newBuilder(chain).POST(HttpRequest.BodyPublishers.ofString(body)), 200)
                .path("result")
                .asText());
    }

    JsonNode get(RunningIndexer indexer, String path) {
        return json(HttpRequest.newBuilder(indexer.url().resolve(path)), 200);
    }

    JsonNode post(RunningIndexer indexer, String path, byte[] body, int status) {
        return json(
                HttpRequest.newBuilder(indexer.url().resolve(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body)),
                status);
    }

    JsonNode json(HttpRequest.Builder request, int status) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        client.shutdownNow();
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
        postgres.close();
    }

    private Process java(List<String> arguments, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static String awaitLine(Process process, Pattern pattern) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line;
                (line = process.inputReader().readLine()) != null;
                seen.append(line).append('\n')) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.matches()) {
                Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(_ -> {}));
                return matcher.group(1);
            }
        }
        throw new AssertionError("the process ended: " + seen);
    }
}
