package dev.baton.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real EVM node of the Foundry project, as npm has it. */
public final class Anvil implements AutoCloseable {

    private static final String PACKAGE = "@foundry-rs/anvil";
    private static final String VERSION = "1.7.1";
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(3);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_GRACE = Duration.ofSeconds(3);
    private static final long MINED_BY_A_CALL = 250;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path log;
    private final List<String> command;
    private final URI url;
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;
    private String state = "";

    private Anvil(Path folder, List<String> mining) {
        int port = FreePorts.next();
        log = folder.resolve("anvil-" + port + ".log");
        var words = new ArrayList<>(
                List.of(program().toString(), "--host", "127.0.0.1", "--port", Integer.toString(port), "--silent"));
        words.addAll(mining);
        command = List.copyOf(words);
        url = URI.create("http://127.0.0.1:" + port);
        process = begin();
    }

    /** Starts a node whose chain has {@code blocks} blocks and goes on growing each second; installs it where it is missing. */
    public static Anvil start(Path folder, long blocks) {
        var anvil = new Anvil(folder, List.of("--block-time", "1"));
        anvil.mine(blocks);
        return anvil;
    }

    /** Starts a node that makes a block only when it is told to; installs it where it is missing. */
    public static Anvil onDemand(Path folder) {
        return new Anvil(folder, List.of("--no-mining"));
    }

    private Process begin() {
        var begun = ChildProcesses.start(
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
        await("anvil at " + url + ", log in " + log)
                .atMost(START_LIMIT)
                .failFast("anvil has ended, see " + log, () -> !begun.isAlive())
                .ignoreExceptions()
                .until(() -> height() >= 0);
        return begun;
    }

    /** Makes that many blocks; many of them in several calls, since one has its time however busy the machine is. */
    public void mine(long blocks) {
        for (long left = blocks; left > 0; left -= MINED_BY_A_CALL) {
            call("anvil_mine", "[\"0x" + Long.toHexString(Math.min(left, MINED_BY_A_CALL)) + "\"]");
        }
    }

    /** Replaces that many of the newest blocks by as many others. */
    public void reorganise(int depth) {
        call("anvil_reorg", "[" + depth + ",[]]");
    }

    /** Ends the node, which keeps its chain. */
    public void stop() {
        state = call("anvil_dumpState", "[]").asText();
        ChildProcesses.stop(process, STOP_GRACE);
    }

    /** Starts it again at the same address, with the chain that it had. */
    public void startAgain() {
        process = begin();
        call("anvil_loadState", "[\"" + state + "\"]");
    }

    /** Starts it again at the same address, with a chain that begins anew. */
    public void startAgainEmpty() {
        process = begin();
    }

    /** Its JSON-RPC address. */
    public URI url() {
        return url;
    }

    /** The number of its newest block. */
    public long height() {
        return Long.decode(call("eth_blockNumber", "[]").asText());
    }

    private JsonNode call(String method, String parameters) {
        var body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}".formatted(method, parameters);
        var request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .timeout(ANSWER_LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            var answer = JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            if (!answer.has("result")) {
                throw new IllegalStateException("anvil refuses " + method + ": " + answer);
            }
            return answer.get("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The program itself, not npm's wrapper, which would not hand signals on. */
    private static synchronized Path program() {
        var cache = Checkout.root().resolve("target/anvil-" + VERSION);
        return installed(cache).orElseGet(() -> {
            install(cache);
            return installed(cache)
                    .orElseThrow(() ->
                            new IllegalStateException(PACKAGE + " has no program for this system; look into " + cache));
        });
    }

    private static Optional<Path> installed(Path cache) {
        var packages = cache.resolve("node_modules/@foundry-rs");
        if (!Files.isDirectory(packages)) {
            return Optional.empty();
        }
        try (var found = Files.list(packages)) {
            return found.filter(folder -> folder.getFileName().toString().startsWith("anvil-"))
                    .map(folder -> folder.resolve("bin/anvil"))
                    .filter(Files::isExecutable)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void install(Path cache) {
        try {
            Files.createDirectories(cache);
            var log = cache.resolve("npm.log").toFile();
            var builder = new ProcessBuilder(
                            "npm",
                            "install",
                            "--prefix",
                            cache.toString(),
                            "--no-package-lock",
                            "--no-audit",
                            "--no-fund",
                            PACKAGE + "@" + VERSION)
                    .redirectErrorStream(true)
                    .redirectOutput(log);
            Process npm;
            try {
                npm = builder.start();
            } catch (IOException e) {
                throw new IllegalStateException(
                        "npm is not installed, and this test needs a real EVM node from it: apt-get install npm, or brew"
                                + " install node",
                        e);
            }
            ChildProcesses.watch(npm.toHandle());
            if (!npm.waitFor(INSTALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new IllegalStateException(
                        "npm could not install " + PACKAGE + "@" + VERSION + ":\n" + Files.readString(log.toPath()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
        ChildProcesses.stop(process, STOP_GRACE);
    }
}
