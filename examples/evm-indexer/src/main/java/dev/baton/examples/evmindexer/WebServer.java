package dev.baton.examples.evmindexer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** HTTP and WebSockets on one port, and how they end without cutting anybody off. */
final class WebServer {

    /** Longer than any proxy keeps an idle connection to us (NGINX: 60 s), so that the proxy is the one to close it. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(180);

    /** All connections are served on its thread. */
    private final Context context;

    private final HttpServer server;
    private final BlockFeed feed;
    private final AtomicInteger open = new AtomicInteger();
    private final Promise<Void> drained = Promise.promise();
    private volatile boolean stopping;

    WebServer(Vertx vertx, Settings settings, Router api, BlockFeed feed) {
        this.feed = feed;
        context = vertx.getOrCreateContext();
        api.route().order(-1).handler(this::count);
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(settings.host())
                        .setPort(settings.port())
                        .setAcceptBacklog(1024)
                        .setIdleTimeout((int) IDLE_TIMEOUT.toSeconds())
                        .setHandle100ContinueAutomatically(true)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false))
                .connectionHandler(connection -> {
                    if (stopping) {
                        connection.close();
                    }
                })
                .webSocketHandshakeHandler(this::shakeHands)
                .webSocketHandler(feed::subscribe)
                .requestHandler(api);
    }

    /** Starts; fails if the port is in use. The result is the port. */
    Future<Integer> start() {
        Promise<Integer> listening = Promise.promise();
        context.runOnContext(_ -> server.listen().map(HttpServer::actualPort).onComplete(listening));
        return listening.future();
    }

    /** Takes no new connection, says goodbye to WebSockets, lets open requests end, then closes what is left. */
    Future<Void> stop(Duration patience, Vertx vertx) {
        stopping = true;
        Future<?> goodbye = feed.close();
        // On the connections' own thread, so that no request is told to go on and not counted yet.
        context.runOnContext(_ -> {
            if (open.get() == 0) {
                drained.tryComplete();
            }
        });
        vertx.setTimer(patience.toMillis(), _ -> drained.tryComplete());
        return drained.future().compose(_ -> goodbye).transform(_ -> server.close());
    }

    private void count(RoutingContext context) {
        open.incrementAndGet();
        context.addHeadersEndHandler(_ -> {
            if (stopping) {
                context.response().putHeader("Connection", "close");
            }
        });
        context.addEndHandler(_ -> {
            if (open.decrementAndGet() == 0 && stopping) {
                drained.tryComplete();
            }
        });
        context.next();
    }

    private void shakeHands(ServerWebSocketHandshake handshake) {
        if (stopping) {
            handshake.reject(503);
        } else if (handshake.path().equals("/ws")) {
            handshake.accept();
        } else {
            handshake.reject(404);
        }
    }
}
