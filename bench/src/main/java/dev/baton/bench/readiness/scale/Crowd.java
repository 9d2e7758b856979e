package dev.baton.bench.readiness.scale;

import dev.baton.bench.MeasurementFailure;
import dev.baton.bench.readiness.throughput.Beginnings;
import dev.baton.model.Address;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * Many instances that follow a chain of a block a second at half its pace: who comes no closer to the tip is sampled at the
 * descriptor's interval, and not more rarely as one that is far from it and on its way. Each has an address of its own in 127.0.0.0/8, so whoever asks them holds a connection to each; one server answers for all. It listens on
 * all addresses, for there is no other way to listen on so many, and answers none but the loopback's.
 */
final class Crowd implements AutoCloseable {

    private static final long TIP = 20_000_000;
    private static final long LAG = 100;
    private static final int ROW = 250;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final long began = System.nanoTime();

    Crowd() throws InterruptedException {
        var options = new HttpServerOptions().setHost("0.0.0.0").setPort(0).setAcceptBacklog(10_000);
        var starting = vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    if (!connection.remoteAddress().host().startsWith("127.")) {
                        connection.close();
                    }
                })
                .requestHandler(this::answer)
                .listen();
        try {
            server = starting.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException failure) {
            throw new MeasurementFailure("no port to answer on: " + failure.getMessage());
        }
    }

    /** That many applications, each with an instance here. */
    List<Beginnings> applications(int count, int intervalSeconds) {
        var sync = """
                {"height": {"http": {"path": "/height", "pointer": "/height"}},
                 "tip": [{"http": {"url": "http://127.0.0.1:%d/tip", "pointer": "/height"}}],
                 "interval": "%ds", "stallAfter": "30m"}""".formatted(server.actualPort(), intervalSeconds);
        return IntStream.range(0, count)
                .mapToObj(number -> Beginnings.of(number, sync, new Address(host(number), server.actualPort())))
                .toList();
    }

    private static String host(int number) {
        return "127.1." + (1 + number / ROW) + "." + (1 + number % ROW);
    }

    private void answer(HttpServerRequest request) {
        var blocks = (System.nanoTime() - began) / 1_000_000_000;
        switch (request.path()) {
            case "/tip" -> request.response().end("{\"height\":" + (TIP + blocks) + "}");
            case "/height" -> request.response().end("{\"height\":" + (TIP - LAG + blocks / 2) + "}");
            default -> request.response().end("ok");
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
