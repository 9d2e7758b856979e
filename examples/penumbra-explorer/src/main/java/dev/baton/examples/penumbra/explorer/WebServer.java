package dev.baton.examples.penumbra.explorer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.GraphQL;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** GraphQL over HTTP and WebSockets, and how they end without cutting anybody off. */
final class WebServer {

    /** Names the stand-in's version; the explorer itself does not say. */
    static final String VERSION_HEADER = "X-Stand-In-Version";

    /** Longer than any proxy keeps an idle connection to us (NGINX: 60 s), so that the proxy is the one to close it. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(180);

    private static final int MOST_QUERY_BYTES = 64 * 1024;
    private static final short GOING_AWAY = 1001;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLAYGROUND = """
            <!doctype html><title>GraphQL stand-in</title>
            <textarea id="query" rows="8" cols="80">{ dbLatestBlock { height blockHashHex } }</textarea>
            <button onclick="ask()">Ask</button><pre id="answer"></pre>
            <script>
            async function ask() {
              const body = JSON.stringify({query: document.getElementById('query').value});
              const headers = {'Content-Type': 'application/json'};
              const answer = await fetch('/graphql', {method: 'POST', headers, body});
              document.getElementById('answer').textContent = JSON.stringify(await answer.json(), null, 2);
            }
            </script>
            """;

    private final Vertx vertx;
    private final String version;
    private final GraphQL graphQl;
    private final Executor blocking;
    private final HttpServer server;
    private final Set<ServerWebSocket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final Promise<Void> drained = Promise.promise();
    private volatile boolean stopping;

    /** @param blocking runs what waits for the database */
    WebServer(Vertx vertx, int port, DataModel model, GraphQL graphQl, Executor blocking) {
        this.vertx = vertx;
        this.version = model.version();
        this.graphQl = graphQl;
        this.blocking = blocking;
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("0.0.0.0")
                        .setPort(port)
                        .setAcceptBacklog(1024)
                        .setIdleTimeout((int) IDLE_TIMEOUT.toSeconds())
                        .setWebSocketSubProtocols(List.of(GraphQlSocket.PROTOCOL))
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false))
                .connectionHandler(connection -> {
                    if (stopping) {
                        connection.close();
                    }
                })
                .webSocketHandshakeHandler(this::shakeHands)
                .webSocketHandler(this::converse)
                .requestHandler(router());
    }

    /** Starts; fails if the port is in use. The result is the port. */
    Future<Integer> start() {
        return server.listen().map(HttpServer::actualPort);
    }

    /** Takes no new connection, says goodbye to WebSockets, lets open requests end, then closes what is left. */
    Future<Void> stop(Duration patience) {
        stopping = true;
        Future<?> goodbye = Future.join(List.copyOf(sockets).stream()
                .map(socket -> socket.close(GOING_AWAY, "going away"))
                .toList());
        if (open.get() == 0) {
            drained.tryComplete();
        }
        vertx.setTimer(patience.toMillis(), _ -> drained.tryComplete());
        return drained.future().compose(_ -> goodbye).transform(_ -> server.close());
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.route().handler(this::count);
        // Penumbra's explorer answers the same constant, whatever the state of its database.
        router.get("/health").handler(context -> context.end("OK"));
        router.get("/graphql/playground")
                .handler(context -> context.response()
                        .putHeader("Content-Type", "text/html; charset=utf-8")
                        .end(PLAYGROUND));
        router.post("/graphql")
                .handler(BodyHandler.create(false).setBodyLimit(MOST_QUERY_BYTES))
                .handler(this::answer);
        return router;
    }

    private void answer(RoutingContext context) {
        GraphQlQuery query;
        try {
            byte[] body = context.body().isEmpty()
                    ? new byte[0]
                    : context.body().buffer().getBytes();
            query = GraphQlQuery.from(JSON.readTree(body));
        } catch (IOException | IllegalArgumentException _) {
            send(context, 400, Map.of("errors", List.of(Map.of("message", "send {\"query\": \"…\"} as JSON"))));
            return;
        }
        Context eventLoop = vertx.getOrCreateContext();
        blocking.execute(() -> {
            Map<String, Object> answer = graphQl.execute(query.input()).toSpecification();
            eventLoop.runOnContext(_ -> send(context, 200, answer));
        });
    }

    private static void send(RoutingContext context, int status, Map<String, Object> answer) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        try {
            context.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(JSON.writeValueAsBytes(answer)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("GraphQL's answers are numbers, texts, lists and maps", e);
        }
    }

    private void count(RoutingContext context) {
        open.incrementAndGet();
        context.response().putHeader(VERSION_HEADER, version);
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
        } else if (handshake.path().equals("/graphql/ws")) {
            handshake.accept();
        } else {
            handshake.reject(404);
        }
    }

    private void converse(ServerWebSocket socket) {
        sockets.add(socket);
        GraphQlSocket conversation = new GraphQlSocket(socket, graphQl, blocking);
        socket.closeHandler(_ -> {
            sockets.remove(socket);
            conversation.end();
        });
        conversation.begin();
    }
}
