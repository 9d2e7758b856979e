package dev.baton.router;

import static org.awaitility.Awaitility.await;

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
import java.util.Optional;
import java.util.stream.Stream;

/** A real Prometheus that watches nothing. */
public final class Prometheus implements AutoCloseable {

    private final Process process;
    private final URI url;

    private Prometheus(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** Where it is installed. */
    public static Optional<Path> binary() {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .map(folder -> Path.of(folder, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Answers when it returns. */
    public static Prometheus start(Path folder) throws IOException {
        var port = FreePorts.next();
        var configuration =
                Files.writeString(Files.createDirectories(folder).resolve("prometheus.yml"), "global: {}\n");
        var process = ChildProcesses.start(new ProcessBuilder(
                        binary().orElseThrow().toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile()));
        var prometheus = new Prometheus(process, URI.create("http://127.0.0.1:" + port));
        try (var client = HttpClient.newHttpClient()) {
            var ready =
                    HttpRequest.newBuilder(prometheus.url.resolve("/-/ready")).build();
            await("Prometheus, log in " + folder)
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> client.send(ready, BodyHandlers.discarding()).statusCode() == 200);
        }
        return prometheus;
    }

    public URI url() {
        return url;
    }

    @Override
    public void close() {
        ChildProcesses.stop(process, Duration.ofSeconds(5));
    }
}
