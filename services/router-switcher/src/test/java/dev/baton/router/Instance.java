package dev.baton.router;

import dev.baton.model.Address;
import dev.baton.support.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/** An application's instance in a slot: answers by its name, tells the checksum of what is posted, ticks on WebSockets and event streams. */
public final class Instance implements AutoCloseable {

    private final String name;
    private final Address address;
    private final Vertx vertx;
    private final HttpServer server;
    private volatile int healthStatus = 200;
    private volatile boolean healthHangs;
    private volatile int answersAfterMillis;
    private volatile int failsOneIn = Integer.MAX_VALUE;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger warmUps = new AtomicInteger();
    private final AtomicInteger healthChecks = new AtomicInteger();

    private Instance(Vertx vertx, String name, int port) {
        this.vertx = vertx;
        this.name = name;
        this.address = Address.loopback(port);
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                .webSocketHandler(socket -> {
                    var ticks = vertx.setPeriodic(50, _ -> socket.writeTextMessage(name));
                    socket.closeHandler(_ -> vertx.cancelTimer(ticks));
                })
                .requestHandler(this::answer);
    }

    public static Instance start(Vertx vertx, String name) {
        var instance = new Instance(vertx, name, FreePorts.next());
        instance.server.listen().toCompletionStage().toCompletableFuture().join();
        return instance;
    }

    public Address address() {
        return address;
    }

    /** What the health path answers from now on. */
    public void healthAnswers(int status) {
        healthStatus = status;
    }

    /** Whether the health path takes the request and does not answer. */
    public void healthHangs(boolean hangs) {
        healthHangs = hangs;
    }

    /** One in so many requests, other than those for its health, is answered with 500 from now on. */
    public void failsOneIn(int requests) {
        failsOneIn = requests;
    }

    /** How long requests, other than those for its health, wait for their answer from now on. */
    public void answersAfter(int millis) {
        answersAfterMillis = millis;
    }

    /** How often {@code /warm} was asked for; the first answer is 503. */
    public int warmUps() {
        return warmUps.get();
    }

    /** How often its health was asked for. */
    public int healthChecks() {
        return healthChecks.get();
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/health" -> {
                healthChecks.incrementAndGet();
                if (!healthHangs) {
                    request.response().setStatusCode(healthStatus).end(name);
                }
            }
            case "/warm" ->
                request.response()
                        .setStatusCode(warmUps.incrementAndGet() == 1 ? 503 : 200)
                        .end(name);
            case "/events" -> {
                var events = request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
                var ticks = vertx.setPeriodic(50, _ -> events.write("data: " + name + "\n\n"));
                events.closeHandler(_ -> vertx.cancelTimer(ticks));
            }
            case "/headers" ->
                request.response().end(request.headers().entries().toString());
            case "/forged" ->
                request.response().putHeader("Baton-Route", "a.999.forged").end(name);
            case "/sha" -> request.body().onSuccess(body -> request.response().end(name + " " + sha256(body)));
            default -> {
                var answer = request.response().setStatusCode(asked.incrementAndGet() % failsOneIn == 0 ? 500 : 200);
                if (answersAfterMillis == 0) {
                    answer.end(name);
                } else {
                    vertx.setTimer(answersAfterMillis, _ -> answer.end(name));
                }
            }
        }
    }

    private static String sha256(Buffer body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes()));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
