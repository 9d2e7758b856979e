package dev.baton.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.e2e.stage.Chain;
import dev.baton.e2e.stage.IndexerDescriptor;
import dev.baton.e2e.stage.RunningShadow;
import dev.baton.support.Checkout;
import dev.baton.support.ChildProcesses;
import dev.baton.support.Folders;
import dev.baton.support.FreePorts;
import dev.baton.support.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Another tool deploys the real indexer, and Baton only looks on, without being up. */
class ShadowST {

    private static final long BLOCKS = 2_000;
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int BLUE = FreePorts.next();
    private static final List<Process> INDEXERS = new ArrayList<>();

    private static Path folder;
    private static Chain chain;
    private static PostgresServer postgres;
    private static Path descriptor;

    @BeforeAll
    static void stage() throws IOException {
        folder = Files.createTempDirectory("baton-shadow-").toRealPath();
        var secrets = Files.createDirectories(folder.resolve("no-baton/secrets"));
        Files.writeString(secrets.resolve(IndexerDescriptor.SECRET), "not-asked-for");
        chain = Chain.start(folder, BLOCKS, 1);
        postgres = PostgresServer.start(folder.resolve("postgres"));
        indexer(1, "blue", BLUE, 20_000);
        descriptor = IndexerDescriptor.write(
                new IndexerDescriptor(
                                "indexer",
                                chain.url(),
                                chain.url(),
                                postgres.port(),
                                FreePorts.next(),
                                1,
                                Map.entry("SHADOW", "yes"))
                        .of(1),
                folder.resolve("indexer.yaml"));
    }

    @AfterAll
    static void end() {
        INDEXERS.forEach(process -> ChildProcesses.stop(process, GRACE));
        postgres.close();
        chain.close();
        Folders.delete(folder);
    }

    @Test
    void saysWhatWasMissingWhenTheOtherToolSwitchedTooEarlyAndLaterThatItWasLate() throws IOException {
        int green = FreePorts.next();
        var early = site("early.conf", green);
        try (var shadow = shadow("early", green, early, "--json")) {
            shadow.awaitText("is awaited there");
            indexer(2, "green", green, 200);
            shadow.awaitText(" more blocks");
            switchByRename(early, green);

            assertThat(shadow.exitCode()).as(shadow.toString()).isEqualTo(1);
            assertTooEarly(shadow);
        }
        var late = site("late.conf", green);
        try (var shadow = shadow("late", green, late)) {
            shadow.awaitText("Baton would have switched");
            switchByRename(late, green);

            assertThat(shadow.exitCode()).as(shadow.toString()).isZero();
            assertThat(shadow.output())
                    .containsPattern("the other tool switched at .*, .* after Baton would have")
                    .contains("every condition held", "hashes against source", "hashes against blue");
        }
    }

    @Test
    void waitsForAGreenThatIsNotThereAndReportsWhenItIsInterrupted() throws IOException {
        int nowhere = FreePorts.next();
        try (var shadow = shadow("nowhere", nowhere, site("nowhere.conf", nowhere))) {
            shadow.awaitText("green has not answered its health check yet");
            shadow.interrupt();

            assertThat(shadow.exitCode()).as(shadow.toString()).isEqualTo(5);
            assertThat(shadow.output())
                    .contains("the other tool was not seen to switch", "Baton would not have switched by now");
        }
    }

    @Test
    void refusesAnNginxFileThatSendsRequestsNowhere() throws IOException {
        var empty = Files.writeString(folder.resolve("empty.conf"), "# nothing here\n");
        try (var shadow = shadow("refused", FreePorts.next(), empty)) {
            assertThat(shadow.exitCode()).isEqualTo(2);
            assertThat(shadow.errors()).contains("names no upstream").doesNotContain("Exception");
            assertThat(shadow.output()).isEmpty();
        }
    }

    private static void assertTooEarly(RunningShadow shadow) {
        var report = shadow.lastLine();
        assertThat(report.path("kind").asText()).isEqualTo("report");
        assertThat(report.path("verdict").asText()).isEqualTo("TOO_EARLY");
        assertThat(Duration.parse(report.path("otherLater").asText())).isNegative();
        assertThat(report.path("atOtherSwitch").findValuesAsText("name")).contains("lag", "stable", "verified");
        assertThat(report.at("/wouldSwitch/height").asLong()).isGreaterThanOrEqualTo(BLOCKS - 2);
        assertThat(report.path("notChecked").toString()).contains("restarts of green");
    }

    private static RunningShadow shadow(String name, int green, Path site, String... more) {
        var options = List.of(
                "--green", "127.0.0.1:" + green,
                "--green-database", database("green"),
                "--blue", "127.0.0.1:" + BLUE,
                "--blue-database", database("blue"),
                "--nginx-config", site.toString());
        return RunningShadow.start(
                folder,
                name,
                descriptor,
                Stream.concat(options.stream(), Stream.of(more)).toList());
    }

    /** As the predecessor has it: one of the two lines is commented out. */
    private static Path site(String name, int green) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                "upstream indexer {\n  server localhost:%d;\n  # server localhost:%d;\n}\n".formatted(BLUE, green));
    }

    private static void switchByRename(Path site, int green) throws IOException {
        var next = Files.writeString(
                folder.resolve("next.conf"),
                "upstream indexer {\n  # server localhost:%d;\n  server localhost:%d;\n}\n".formatted(BLUE, green));
        Files.move(next, site, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String database(String name) {
        return "postgresql://postgres@127.0.0.1:" + postgres.port() + "/" + name;
    }

    /** As the other tool starts it; it listens when this returns. */
    private static void indexer(int version, String database, int port, int blocksPerSecond) {
        postgres.execute("postgres", "CREATE DATABASE " + database);
        var jar = Checkout.root().resolve("examples/evm-indexer/target/evm-indexer-" + version + ".jar");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var log = folder.resolve(database + ".log");
        var builder = new ProcessBuilder(
                        java, "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PORT", Integer.toString(port),
                        "DATABASE_URL", database(database).replace("postgres@", "postgres:none@"),
                        "CHAIN_URL", chain.url().toString(),
                        "MAX_BLOCKS_PER_SECOND", Integer.toString(blocksPerSecond)));
        var process = ChildProcesses.start(builder);
        INDEXERS.add(process);
        await("the indexer, log in " + log)
                .atMost(Duration.ofSeconds(30))
                .failFast("it has ended, see " + log, () -> !process.isAlive())
                .until(() -> accepts(port));
    }

    private static boolean accepts(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
