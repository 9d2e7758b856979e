package dev.baton.examples.evmindexer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The application: reads its settings, puts the parts together, takes them apart on SIGTERM. */
public final class EvmIndexer {

    private static final Duration OPEN_REQUESTS = Duration.ofSeconds(8);
    private static final Duration LAST_BATCH = Duration.ofSeconds(5);

    private EvmIndexer() {}

    /**
     * Runs a version until SIGTERM. Ends the process with 2 if the environment is wrong, with 1 if the port is in use or
     * the database belongs to another version.
     */
    public static void run(DataModel model) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n");
        try {
            start(model, Settings.from(System.getenv()));
        } catch (IllegalArgumentException e) {
            System.err.println("evm-indexer: " + e.getMessage());
            System.exit(2);
        } catch (SQLException e) {
            System.err.println("evm-indexer: the connection pool: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void start(DataModel model, Settings settings) throws SQLException {
        Logger log = System.getLogger(EvmIndexer.class.getName());
        // No file is served: without these two, Vert.x would leave a folder behind when it is killed.
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        BlockStore store = new BlockStore(settings.database(), model);
        BlockFeed feed = new BlockFeed(vertx, model.version());
        Indexer indexer = new Indexer(new EvmNode(settings.chain()), store, settings, feed);
        Api api = new Api(vertx, model.version(), store, indexer::chainId, Executors.newVirtualThreadPerTaskExecutor());
        WebServer server = new WebServer(vertx, settings, api.router(), feed);

        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                await(server.stop(OPEN_REQUESTS, vertx), OPEN_REQUESTS.plusSeconds(1));
                indexer.stop(LAST_BATCH);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                store.close();
            }
        }));
        server.start()
                .onSuccess(port -> log.log(
                        Level.INFO, "Version {0} listens on {1}:{2}", model.version(), settings.host(), port + ""))
                .onFailure(e -> exit(log, "cannot listen on port " + settings.port() + ": " + e.getMessage()));
        Thread.ofVirtual().name("indexer").start(() -> {
            try {
                indexer.run();
            } catch (BlockStore.OtherVersionException e) {
                exit(log, String.valueOf(e.getMessage()));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void await(Future<?> future, Duration patience) throws InterruptedException {
        java.util.concurrent.CountDownLatch done = new java.util.concurrent.CountDownLatch(1);
        future.onComplete(_ -> done.countDown());
        done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void exit(Logger log, String reason) {
        log.log(Level.ERROR, reason);
        // Not from the thread that reports it: the shutdown waits for that one.
        Thread.ofPlatform().start(() -> System.exit(1));
    }
}
