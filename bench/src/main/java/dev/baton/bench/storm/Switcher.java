package dev.baton.bench.storm;

import dev.baton.bench.MeasurementFailure;
import dev.baton.support.Checkout;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The router-switcher as it is shipped, in a process of its own. */
final class Switcher implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int LOOK_EVERY_MILLIS = 100;

    private final Process process;
    private final Path log;

    private Switcher(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Ready when it returns. */
    public static Switcher start(Path directory, String bootstrapServers, String topicPrefix)
            throws InterruptedException {
        var port = FreePorts.next();
        var log = directory.resolve("router-switcher.log");
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Checkout.root()
                        .resolve("services/router-switcher/target/quarkus-app/quarkus-run.jar")
                        .toString());
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        var environment = builder.environment();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("BATON_DIR", directory.toString());
        environment.put("BATON_TOPIC_PREFIX", topicPrefix);
        environment.put("BATON_NGINX_BINARY", NginxServer.binary().orElseThrow().toString());
        var switcher = new Switcher(ChildProcesses.start(builder), log);
        try {
            switcher.awaitReady(URI.create("http://127.0.0.1:" + port + "/q/health/ready"));
            return switcher;
        } catch (MeasurementFailure e) {
            switcher.close();
            throw e;
        }
    }

    @Override
    public void close() {
        ChildProcesses.stop(process, GRACE);
    }

    private void awaitReady(URI health) throws InterruptedException {
        var until = System.nanoTime() + START_LIMIT.toNanos();
        try (var client = HttpClient.newHttpClient()) {
            while (process.isAlive() && System.nanoTime() < until) {
                if (isReady(client, health)) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
            }
        }
        throw new MeasurementFailure("The router-switcher is not ready, see " + log);
    }

    private static boolean isReady(HttpClient client, URI health) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(health).build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
