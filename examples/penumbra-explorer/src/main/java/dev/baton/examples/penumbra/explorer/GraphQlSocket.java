package dev.baton.examples.penumbra.explorer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLError;
import io.vertx.core.http.ServerWebSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One WebSocket that speaks {@code graphql-transport-ws}: {@code connection_init} is answered by {@code connection_ack},
 * each {@code subscribe} by {@code next} as often as there is something, until {@code complete} from either side. Whoever
 * breaks the protocol is told so with its close codes, 4400 to 4429.
 */
final class GraphQlSocket {

    /** The name of the protocol in the handshake. */
    static final String PROTOCOL = "graphql-transport-ws";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerWebSocket socket;
    private final GraphQL graphQl;
    private final Executor blocking;
    private final Map<String, Operation> operations = new ConcurrentHashMap<>();
    private boolean acknowledged;

    GraphQlSocket(ServerWebSocket socket, GraphQL graphQl, Executor blocking) {
        this.socket = socket;
        this.graphQl = graphQl;
        this.blocking = blocking;
    }

    /** Listens from now on. */
    void begin() {
        if (!PROTOCOL.equals(socket.subProtocol())) {
            close(4406, "Subprotocol not acceptable");
            return;
        }
        socket.exceptionHandler(_ -> end());
        socket.textMessageHandler(this::read);
    }

    /** Nobody listens any more. */
    void end() {
        operations.values().forEach(Operation::cancel);
        operations.clear();
    }

    private void read(String text) {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (JsonProcessingException _) {
            close(4400, "Invalid message received");
            return;
        }
        String id = message.path("id").asText("");
        switch (message.path("type").asText("")) {
            case "connection_init" -> acknowledge();
            case "ping" -> send("pong", "", null);
            case "pong" -> {}
            case "subscribe" -> subscribe(id, message.path("payload"));
            case "complete" -> {
                Operation operation = operations.remove(id);
                if (operation != null) {
                    operation.cancel();
                }
            }
            default -> close(4400, "Invalid message received");
        }
    }

    private void acknowledge() {
        if (acknowledged) {
            close(4429, "Too many initialisation requests");
            return;
        }
        acknowledged = true;
        send("connection_ack", "", null);
    }

    private void subscribe(String id, JsonNode payload) {
        if (!acknowledged) {
            close(4401, "Unauthorized");
            return;
        }
        GraphQlQuery query;
        try {
            query = GraphQlQuery.from(payload);
        } catch (IllegalArgumentException _) {
            close(4400, "Invalid message received");
            return;
        }
        Operation operation = new Operation(id);
        if (id.isEmpty() || operations.putIfAbsent(id, operation) != null) {
            close(4409, "Subscriber for " + id + " already exists");
            return;
        }
        blocking.execute(() -> operation.answer(graphQl.execute(query.input())));
    }

    /** One subscription, or one query, until it is complete. */
    private final class Operation implements Subscriber<ExecutionResult> {

        private final String id;
        private @Nullable Subscription subscription;
        private boolean cancelled;

        private Operation(String id) {
            this.id = id;
        }

        private void answer(ExecutionResult result) {
            if (result.getData() instanceof Publisher<?>) {
                Publisher<ExecutionResult> results = result.getData();
                results.subscribe(this);
            } else if (result.isDataPresent()) {
                onNext(result);
                onComplete();
            } else {
                operations.remove(id, this);
                send(
                        "error",
                        id,
                        result.getErrors().stream()
                                .map(GraphQLError::toSpecification)
                                .toList());
            }
        }

        private synchronized void cancel() {
            cancelled = true;
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public synchronized void onSubscribe(Subscription given) {
            subscription = given;
            if (cancelled) {
                given.cancel();
            } else {
                given.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(ExecutionResult result) {
            send("next", id, result.toSpecification());
        }

        @Override
        public void onError(Throwable reason) {
            close(1013, "too slow");
        }

        @Override
        public void onComplete() {
            if (operations.remove(id, this)) {
                send("complete", id, null);
            }
        }
    }

    private void send(String type, String id, @Nullable Object payload) {
        Map<String, Object> message = new LinkedHashMap<>();
        if (!id.isEmpty()) {
            message.put("id", id);
        }
        message.put("type", type);
        if (payload != null) {
            message.put("payload", payload);
        }
        try {
            socket.writeTextMessage(JSON.writeValueAsString(message));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("GraphQL's answers are numbers, texts, lists and maps", e);
        } catch (IllegalStateException _) {
            // Closed meanwhile: nobody listens.
            end();
        }
    }

    private void close(int code, String reason) {
        end();
        if (!socket.isClosed()) {
            socket.close((short) code, reason);
        }
    }
}
