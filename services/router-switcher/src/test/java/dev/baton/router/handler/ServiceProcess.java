package dev.baton.router.handler;

import static org.awaitility.Awaitility.await;

import dev.baton.support.Checkout;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The router-switcher as it is shipped, in a process of its own that can be killed. */
final class ServiceProcess implements AutoCloseable {

    private final Path directory;
    private final String bootstrapServers;
    private final String prefix;
    private final Map<String, String> settings;
    private final int port = FreePorts.next();
    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;

    ServiceProcess(Path directory, String bootstrapServers, String prefix) {
        this(directory, bootstrapServers, prefix, Map.of());
    }

    /** @param settings more of its environment */
    ServiceProcess(Path directory, String bootstrapServers, String prefix, Map<String, String> settings) {
        this.directory = directory;
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
        this.settings = settings;
        this.process = launch();
        awaitReady();
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        await("the end of the service").until(() -> !process.isAlive());
    }

    /** Its process, to be sent signals. */
    long pid() {
        return process.pid();
    }

    void restart() {
        process = launch();
        awaitReady();
    }

    /** Whether a load balancer that asks it would send users here. */
    boolean isReady() {
        return get("/q/health/ready").statusCode() == 200;
    }

    /** The lines of {@code /q/metrics}. */
    String metrics() {
        return get("/q/metrics").body();
    }

    /** What it has written to its output so far that names this. */
    List<String> said(String about) {
        try (var lines = Files.lines(log())) {
            return lines.filter(line -> line.contains(about)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> get(String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        ChildProcesses.stop(process, Duration.ofSeconds(5));
        client.close();
    }

    private void awaitReady() {
        await("the router-switcher, log in " + log())
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .failFast("the router-switcher has ended, see " + log(), () -> !process.isAlive())
                .until(this::isReady);
    }

    private Process launch() {
        var jar = Checkout.root().resolve("services/router-switcher/target/quarkus-app/quarkus-run.jar");
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString());
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        var environment = builder.environment();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("BATON_DIR", directory.toString());
        environment.put("BATON_TOPIC_PREFIX", prefix);
        environment.put("BATON_NGINX_BINARY", NginxServer.binary().orElseThrow().toString());
        environment.put("BATON_ROUTER_INTERVAL", "200ms");
        environment.put("BATON_ROUTER_QUERY_INTERVAL", "200ms");
        environment.put("BATON_ROUTER_DRAIN_AFTER", "0s");
        environment.putAll(settings);
        return ChildProcesses.start(builder);
    }

    private Path log() {
        return directory.resolve("router-switcher.log");
    }
}
