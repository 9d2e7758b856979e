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
import org.awaitility.Awaitility;

/** The development chain as a process of its own: blocks by the ten thousand, and a new one every second. */
public final class DevChain implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_GRACE = Duration.ofSeconds(2);
    private static final String HEIGHT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final URI url;
    private final HttpClient http = HttpClient.newHttpClient();

    private DevChain(Process process, URI url) {
        this.process = process;
        this.url = url;
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
        var chain = new DevChain(ChildProcesses.start(builder), URI.create("http://127.0.0.1:" + port));
        Awaitility.await("the development chain, log in " + log)
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .failFast("the development chain has ended, see " + log, () -> !chain.process.isAlive())
                .ignoreExceptions()
                .until(() -> chain.height() >= blocks);
        return chain;
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
        ChildProcesses.stop(process, STOP_GRACE);
    }
}
