package dev.baton.bench.storm;

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

/** A version of an application in this process: quick and slow answers, checksums, events, WebSockets. */
public final class Backend {

    /** What the stream of server-sent events ends with. */
    static final String LAST_EVENT = "data: last\n\n";

    private static final int SLOW_MILLIS = 2_000;
    private static final int EVENT_MILLIS = 200;
    private static final int EVENTS = 10;
    private static final int TICK_MILLIS = 250;

    private final Vertx vertx;
    private final String name;
    private final Address address = Address.loopback(FreePorts.next());

    private Backend(Vertx vertx, String name) {
        this.vertx = vertx;
        this.name = name;
    }

    /** Listens when it returns; ends with Vert.x. */
    public static Backend start(Vertx vertx, String name) {
        var backend = new Backend(vertx, name);
        backend.server().listen().toCompletionStage().toCompletableFuture().join();
        return backend;
    }

    public Address address() {
        return address;
    }

    private HttpServer server() {
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost(address.host()).setPort(address.port()))
                .webSocketHandler(socket -> {
                    var ticks = vertx.setPeriodic(TICK_MILLIS, _ -> socket.writeTextMessage(name));
                    socket.closeHandler(_ -> vertx.cancelTimer(ticks));
                })
                .requestHandler(this::answer);
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/slow" -> vertx.setTimer(SLOW_MILLIS, _ -> request.response().end(name));
            case "/sha" -> request.body().onSuccess(body -> request.response().end(sha256(body)));
            case "/events" -> {
                request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
                event(request, 0);
            }
            default -> request.response().end(name);
        }
    }

    private void event(HttpServerRequest request, int number) {
        if (number == EVENTS) {
            request.response().end(LAST_EVENT);
            return;
        }
        request.response().write("data: " + number + "\n\n");
        vertx.setTimer(EVENT_MILLIS, _ -> event(request, number + 1));
    }

    private static String sha256(Buffer body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes()));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
