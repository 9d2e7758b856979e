package dev.baton.bench.docker;

import dev.baton.bench.MeasurementFailure;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code docker run} of the same image, as a script would do it: until its health check is answered. */
final class PlainRun implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(5);

    private final TinyServer server;
    private final String mark;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param mark becomes a label by which the containers are found if this process dies */
    PlainRun(TinyServer server, String mark) {
        this.server = server;
        this.mark = mark;
    }

    /** How long it takes from the command to the first healthy answer. The container is removed again. */
    Duration once(int number) throws IOException, InterruptedException {
        var name = "baton-bench-" + ProcessHandle.current().pid() + "-" + number;
        int port = FreePorts.next();
        List<String> command = new ArrayList<>(List.of(
                "docker",
                "run",
                "--detach",
                "--name",
                name,
                "--label",
                mark,
                "--publish",
                "127.0.0.1:" + port + ":" + TinyServer.PORT,
                server.image()));
        command.addAll(server.command());
        long began = System.nanoTime();
        try {
            docker(command);
            awaitHealthy(URI.create("http://127.0.0.1:" + port + TinyServer.HEALTH));
            return Duration.ofNanos(System.nanoTime() - began);
        } finally {
            docker(List.of("docker", "rm", "--force", name));
        }
    }

    private void awaitHealthy(URI health) throws InterruptedException {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (!isHealthy(health)) {
            if (System.nanoTime() > limit) {
                throw new MeasurementFailure("The container does not answer at " + health);
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
    }

    private boolean isHealthy(URI health) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private static void docker(List<String> command) throws IOException, InterruptedException {
        var process = ChildProcesses.start(new ProcessBuilder(command).redirectErrorStream(true));
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new MeasurementFailure(String.join(" ", command) + ": " + output.strip());
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
