package dev.baton.router.handler;

import dev.baton.router.adapter.http.VertxProber;
import dev.baton.support.Folders;
import dev.baton.support.NginxServer;
import dev.baton.support.SharedKafka;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The service as shipped with a real Kafka and a real NGINX: one for all classes whose tests are each about an application
 * of their own. It ends with the last test.
 */
record SharedRouter(
        Path directory, Vertx vertx, VertxProber prober, NginxServer nginx, EventLog log, ServiceProcess service)
        implements AutoCloseable {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedRouter.class);

    static SharedRouter of(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(SharedRouter.class, _ -> start(), SharedRouter.class);
    }

    private static SharedRouter start() {
        try {
            var directory = Files.createTempDirectory("baton-router-");
            var vertx = Vertx.vertx();
            var prober = new VertxProber(vertx, Clock.systemUTC(), Duration.ofSeconds(2));
            var nginx = NginxServer.start(directory.resolve("nginx"));
            var prefix = SharedKafka.uniquePrefix();
            var log = new EventLog(SharedKafka.bootstrapServers(), prefix);
            var service = new ServiceProcess(directory, SharedKafka.bootstrapServers(), prefix);
            return new SharedRouter(directory, vertx, prober, nginx, log, service);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        service.close();
        log.close();
        nginx.close();
        prober.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        Folders.delete(directory);
    }
}
