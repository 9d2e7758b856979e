package dev.baton.demo;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.baton.demo.stage.DevChain;
import dev.baton.load.Kind;
import dev.baton.load.LoadReport;
import dev.baton.load.LoadRun;
import dev.baton.load.Timebase;
import dev.baton.support.Checkout;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import dev.baton.support.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's traffic at each version of the example, behind a real NGINX: all of it is answered as the checks ask. */
@Timeout(120)
class IndexerTrafficIT {

    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final long BLOCKS = 12_400;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aVersionOfTheExampleLosesNothingOfIt(int version) throws Exception {
        try (var postgres = PostgresServer.start(folder.resolve("postgres"));
                var chain = DevChain.start(Checkout.root(), folder.resolve("chain"), BLOCKS, Map.of())) {
            int port = FreePorts.next();
            Process indexer = indexer(version, port, postgres, chain);
            try {
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> height(postgres) >= BLOCKS);
                load(port);
            } finally {
                ChildProcesses.stop(indexer, STOP_GRACE);
            }
        }
    }

    private void load(int port) throws IOException, InterruptedException {
        int listen = FreePorts.next();
        Path prefix = folder.resolve("nginx");
        Files.createDirectories(prefix.resolve("sites"));
        Files.writeString(prefix.resolve("sites/indexer.conf"), """
                upstream indexer { server 127.0.0.1:%1$d; keepalive 32; }
                map $http_upgrade $connection_header { default upgrade; '' ''; }
                server {
                    listen 127.0.0.1:%2$d;
                    location / {
                        proxy_pass http://indexer;
                        proxy_http_version 1.1;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection $connection_header;
                        add_header Baton-Route a.1.test always;
                    }
                }
                """.formatted(port, listen));
        try (var _ = NginxServer.start(prefix);
                var run = LoadRun.start(IndexerTraffic.plan(listen, 200), Timebase.ofSystem())) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> run.report().requests() > 600 && run.report().webSocketMessages() > 48);
            LoadReport report = run.stop();
            assertTrue(report.flawless(), () -> report.losses().toString());
            assertEquals(EnumSet.allOf(Kind.class), report.kinds().keySet());
            assertEquals(24, report.webSocketsOpened());
        }
    }

    private Process indexer(int version, int port, PostgresServer postgres, DevChain chain) {
        Path jar = Checkout.root().resolve("examples/evm-indexer/target/evm-indexer-" + version + ".jar");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("indexer.log").toFile());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment()
                .put("DATABASE_URL", "postgresql://postgres:any@127.0.0.1:" + postgres.port() + "/postgres");
        builder.environment().put("CHAIN_URL", chain.url().toString());
        return ChildProcesses.start(builder);
    }

    private static long height(PostgresServer postgres) {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                var rows = connection.createStatement().executeQuery(IndexerDescriptor.HEIGHT_QUERY)) {
            return rows.next() ? rows.getLong(1) : -1;
        } catch (SQLException _) {
            // The indexer has not made its tables yet.
            return -1;
        }
    }
}
