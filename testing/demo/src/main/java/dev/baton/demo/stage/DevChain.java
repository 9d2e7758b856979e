package dev.baton.demo.stage;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** The development chain, as a process or a container: blocks by the ten thousand, and a new one every second. */
public final class DevChain implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_GRACE = Duration.ofSeconds(2);
    private static final String HEIGHT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI url;
    private final Runnable end;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * A chain that runs or is about to.
     *
     * @param end ends it
     */
    DevChain(URI url, Runnable end) {
        this.url = url;
        this.end = end;
    }

    /** Starts a chain that is {@code blocks} high and returns when it answers. */
    public static DevChain start(Path root, Path directory, long blocks, Map<String, String> environment)
            throws IOException {
        Files.createDirectories(directory);
        int port = FreePorts.next();
        Path jar = root.resolve("examples/dev-chain/target/dev-chain.jar");
        if (!Files.isRegularFile(jar)) {
            throw new DemoFailure(jar + " is missing: run ./mvnw -pl examples/dev-chain package");
        }
        Path log = directory.resolve("chain.log");
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        jar.toString(),
                        "--port",
                        Integer.toString(port),
                        "--blocks",
                        Long.toString(blocks),
                        "--block-time",
                        "1s"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        var process = ChildProcesses.start(builder);
        var chain =
                new DevChain(URI.create("http://127.0.0.1:" + port), () -> ChildProcesses.stop(process, STOP_GRACE));
        chain.awaitHeight(blocks, process::isAlive, "log in " + log);
        return chain;
    }

    /** Returns when it is that high; fails when it has ended. */
    void awaitHeight(long blocks, BooleanSupplier alive, String where) {
        Awaitility.await("the development chain, " + where)
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .failFast("the development chain has ended, " + where, () -> !alive.getAsBoolean())
                .ignoreExceptions()
                .until(() -> height() >= blocks);
    }

    /** Its JSON-RPC address. */
    public URI url() {
        return url;
    }

    /** The number of its newest block. */
    public long height() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.ofString(HEIGHT))
                .build();
        byte[] answer =
                http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        return Long.decode(JSON.readTree(answer).path("result").asText());
    }

    @Override
    public void close() {
        http.close();
        end.run();
    }
}
