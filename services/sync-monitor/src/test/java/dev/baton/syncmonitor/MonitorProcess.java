package dev.baton.syncmonitor;

import static org.awaitility.Awaitility.await;

import dev.baton.support.Checkout;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The packaged sync-monitor as a process of its own, so that it can be killed. */
final class MonitorProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Path directory;
    private final String bootstrapServers;
    private final String prefix;
    private final int port = FreePorts.next();
    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;

    MonitorProcess(Path directory, String bootstrapServers, String prefix) {
        this.directory = directory;
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
        this.process = launch();
    }

    /** Ends it as a crash does. */
    void kill() {
        process.destroyForcibly();
        await().until(() -> !process.isAlive());
    }

    /** Starts it again with what it left on disk. */
    void restart() {
        process = launch();
    }

    void awaitReady() {
        await("the sync-monitor, log in " + directory)
                .atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .failFast("it has ended", () -> !process.isAlive())
                .until(() -> status("/q/health/ready") == 200);
    }

    String metrics() throws IOException, InterruptedException {
        return client.send(request("/q/metrics"), BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        client.close();
        ChildProcesses.stop(process, Duration.ofSeconds(10));
    }

    private int status(String path) throws InterruptedException {
        try {
            return client.send(request(path), BodyHandlers.discarding()).statusCode();
        } catch (IOException _) {
            return 0;
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    private Process launch() {
        var jar = Checkout.root().resolve("services/sync-monitor/target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: run ./mvnw -pl services/sync-monitor package");
        }
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = List.of(
                java,
                "-Xms32m",
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-Xss512k",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar.toString());
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("sync-monitor.log").toFile()));
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("BATON_DIR", directory.toString());
        builder.environment().put("BATON_TOPIC_PREFIX", prefix);
        return ChildProcesses.start(builder);
    }
}
