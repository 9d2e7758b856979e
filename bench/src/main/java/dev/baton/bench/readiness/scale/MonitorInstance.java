package dev.baton.bench.readiness.scale;

import dev.baton.bench.MeasurementFailure;
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

/** The sync-monitor as it is shipped, as a process of its own with a heap of one GiB at most. */
final class MonitorInstance implements AutoCloseable {

    static final int HEAP_MIB = 1_024;

    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final double MIB = 1 << 20;

    private final Path folder;
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = FreePorts.next();

    MonitorInstance(Path folder, String bootstrapServers, String prefix) throws IOException {
        this.folder = folder;
        var jar = Checkout.root().resolve("services/sync-monitor/target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new MeasurementFailure(jar + " is missing: run ./mvnw -pl services/sync-monitor package");
        }
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MIB + "m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        jar.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("BATON_DIR", folder.resolve("baton").toString());
        builder.environment().put("BATON_TOPIC_PREFIX", prefix);
        process = ChildProcesses.start(builder);
    }

    private Path log() {
        return folder.resolve("sync-monitor.log");
    }

    void awaitReady() throws InterruptedException {
        var limit = System.nanoTime() + START.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > limit) {
                throw new MeasurementFailure("the sync-monitor did not start: " + lastWords());
            }
            Thread.sleep(LOOK);
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            return client.send(request("/q/health/ready"), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /** What its heap holds now, garbage included, in MiB. */
    double heap() throws InterruptedException {
        try {
            return client.send(request("/q/metrics"), BodyHandlers.ofString())
                            .body()
                            .lines()
                            .filter(line -> line.startsWith("jvm_memory_used_bytes{") && line.contains("area=\"heap\""))
                            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                            .sum()
                    / MIB;
        } catch (IOException _) {
            if (!process.isAlive()) {
                throw new MeasurementFailure("the sync-monitor has ended: " + lastWords());
            }
            return 0;
        }
    }

    /** Processor time since its start. */
    Duration processor() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private String lastWords() {
        try {
            var lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(ANSWER)
                .build();
    }

    @Override
    public void close() {
        client.shutdownNow();
        ChildProcesses.stop(process, Duration.ofSeconds(5));
    }
}
