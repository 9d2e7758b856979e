package dev.baton.examples.penumbra.explorer;

import dev.baton.examples.penumbra.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The stand-in: reads its settings, puts the parts together, takes them apart on SIGTERM. */
public final class Explorer {

    private static final Duration OPEN_REQUESTS = Duration.ofSeconds(8);
    private static final Duration LAST_BATCH = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 8;

    private Explorer() {}

    /** Runs a version until SIGTERM. Ends the process with 2 if the environment is wrong, with 1 if the port is in use. */
    public static void run(DataModel model) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n");
        try {
            start(model, Settings.from(System.getenv()));
        } catch (IllegalArgumentException e) {
            System.err.println("penumbra-explorer: " + e.getMessage());
            System.exit(2);
        } catch (SQLException e) {
            System.err.println("penumbra-explorer: the connection pool: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void start(DataModel model, Settings settings) throws SQLException {
        Logger log = System.getLogger(Explorer.class.getName());
        // No file is served: without these two, Vert.x would leave a folder behind when it is killed.
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Source source = new Source(new Database(settings.source(), 1));
        Store store = new Store(new Database(settings.destination(), CONNECTIONS), model);
        BlockFeed feed = new BlockFeed(threads);
        Indexer indexer = new Indexer(source, store, settings, feed);
        WebServer server =
                new WebServer(vertx, settings.port(), model, new GraphQlSchema(store, feed).engine(), threads);

        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try (source;
                    store) {
                await(server.stop(OPEN_REQUESTS), OPEN_REQUESTS.plusSeconds(1));
                indexer.stop(LAST_BATCH);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }));
        server.start()
                .onSuccess(port ->
                        log.log(Level.INFO, "Stand-in of version {0} listens on port {1}", model.version(), port + ""))
                .onFailure(e -> {
                    log.log(Level.ERROR, "cannot listen on port " + settings.port() + ": " + e.getMessage());
                    // Not from the thread that reports it: the shutdown waits for that one.
                    Thread.ofPlatform().start(() -> System.exit(1));
                });
        Thread.ofVirtual().name("indexer").start(() -> {
            try {
                indexer.run();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void await(Future<?> future, Duration patience) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        future.onComplete(_ -> done.countDown());
        done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
