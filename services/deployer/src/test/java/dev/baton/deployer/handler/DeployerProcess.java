package dev.baton.deployer.handler;

import static org.awaitility.Awaitility.await;

import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The packaged deployer as a process of its own, so that a test can kill it as a crash does. */
final class DeployerProcess implements AutoCloseable {
    private final Path directory;
    private final String bootstrapServers;
    private final String prefix;
    private final int port = FreePorts.next();
    private final int firstSlotPort = FreePorts.next();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Process process;

    private final Map<String, String> settings;

    private DeployerProcess(Path directory, String bootstrapServers, String prefix, Map<String, String> settings) {
        this.directory = directory;
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
        this.settings = Map.copyOf(settings);
        this.process = launch();
    }

    static DeployerProcess start(Path directory, String bootstrapServers, String prefix) {
        return start(directory, bootstrapServers, prefix, Map.of());
    }

    /** As configured by these variables as well. */
    static DeployerProcess start(Path directory, String bootstrapServers, String prefix, Map<String, String> settings) {
        DeployerProcess deployer = new DeployerProcess(directory, bootstrapServers, prefix, settings);
        deployer.awaitReady();
        return deployer;
    }

    /** As {@code kill -9}: nothing is finished, nothing is told. */
    void kill() {
        process.destroyForcibly();
        await().until(() -> !process.isAlive());
    }

    void startAgain() {
        process = launch();
        awaitReady();
    }

    HttpResponse<String> post(String path, String contentType, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", contentType)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(10))
                .build());
    }

    String log() {
        try {
            return Files.readString(directory.resolve("deployer.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        ChildProcesses.stop(process, Duration.ofSeconds(5));
    }

    private void awaitReady() {
        await("the deployer, log in " + directory)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .failFast("the deployer has ended", () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> get("/q/health/ready").statusCode() == 200);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private Process launch() {
        Path jar = Path.of(System.getProperty("basedir", "."), "target/quarkus-app/quarkus-run.jar");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        jar.toAbsolutePath().toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("deployer.log").toFile()));
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("BATON_DIR", directory.toString());
        builder.environment().put("BATON_TOPIC_PREFIX", prefix);
        builder.environment().put("BATON_SLOT_PORTS_FIRST", Integer.toString(firstSlotPort));
        builder.environment().put("BATON_SLOT_PORTS_LAST", Integer.toString(firstSlotPort + 500));
        builder.environment().put("BATON_SECRET_PG_PASSWORD", "pg-hunter2");
        builder.environment().put("BATON_SECRET_TOKEN", "token-hunter2");
        builder.environment().putAll(settings);
        return ChildProcesses.start(builder);
    }
}
