package dev.baton.e2e.stage;

import static org.awaitility.Awaitility.await;

import dev.baton.support.Checkout;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A development chain; two of different seeds have the same heights and no block in common. */
public final class Chain implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_GRACE = Duration.ofSeconds(2);

    private final Process process;
    private final int port;

    private Chain(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts a chain of this height that grows by a block a second. */
    public static Chain start(Path folder, long blocks, long seed) {
        var jar = Checkout.root().resolve("examples/dev-chain/target/dev-chain.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: run ./mvnw -pl examples/dev-chain package");
        }
        int port = FreePorts.next();
        var log = folder.resolve("chain-" + seed + ".log");
        var process = ChildProcesses.start(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        jar.toString(),
                        "--port",
                        Integer.toString(port),
                        "--blocks",
                        Long.toString(blocks),
                        "--seed",
                        Long.toString(seed)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
        var chain = new Chain(process, port);
        await("the development chain, log in " + log)
                .atMost(START_LIMIT)
                .failFast("the development chain has ended, see " + log, () -> !process.isAlive())
                .until(chain::accepts);
        return chain;
    }

    /** Its JSON-RPC address. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private boolean accepts() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        ChildProcesses.stop(process, STOP_GRACE);
    }
}
