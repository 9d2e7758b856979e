package dev.baton.examples.evmindexer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The HTTP interface. Every answer is a JSON object that names the version. */
final class Api {

    /** The largest body that {@code POST /submissions} takes, in bytes. */
    static final int MOST_SUBMITTED = 2 * 1024 * 1024;
    /** The most blocks that one {@code POST /query} returns. */
    static final int MOST_BLOCKS = 1_000;

    private static final int MOST_QUERY_BYTES = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx;
    private final String version;
    private final BlockStore store;
    private final Supplier<OptionalLong> chainId;
    private final Executor blocking;

    /** @param blocking runs what waits for the database */
    Api(Vertx vertx, String version, BlockStore store, Supplier<OptionalLong> chainId, Executor blocking) {
        this.vertx = vertx;
        this.version = version;
        this.store = store;
        this.chainId = chainId;
        this.blocking = blocking;
    }

    /** An HTTP status and the fields that follow the version in the body. */
    private record Answer(int status, Map<String, Object> fields) {

        static Answer of(Optional<Map<String, Object>> found) {
            return found.map(fields -> new Answer(200, fields)).orElse(error(404, "there is none"));
        }

        static Answer error(int status, String message) {
            return new Answer(status, Map.of("error", message));
        }
    }

    private interface Question {
        Answer answer() throws SQLException;
    }

    Router router() {
        Router router = Router.router(vertx);
        router.get("/health").handler(context -> answer(context, this::health));
        router.get("/status").handler(context -> answer(context, this::status));
        router.get("/blocks/latest").handler(context -> answer(context, () -> Answer.of(store.latest())));
        router.get("/blocks/:height").handler(this::block);
        router.get("/transactions/:hash").handler(this::transaction);
        router.get("/addresses/:address").handler(this::address);
        router.post("/query")
                .handler(BodyHandler.create(false).setBodyLimit(MOST_QUERY_BYTES))
                .handler(this::query);
        router.post("/submissions").handler(this::submission);
        Map.of(
                        400, "the request is malformed",
                        404, "there is no such path",
                        405, "this path has another method",
                        413, "the body is too large",
                        500, "something went wrong here")
                .forEach((status, message) ->
                        router.errorHandler(status, context -> send(context, Answer.error(status, message))));
        return router;
    }

    /** Whether requests can be answered; says nothing of how far the index is. */
    private Answer health() throws SQLException {
        store.check();
        return new Answer(200, Map.of("status", "up"));
    }

    private Answer status() throws SQLException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("height", store.head().map(Block.Head::height).orElse(null));
        OptionalLong chain = chainId.get();
        fields.put("chainId", chain.isPresent() ? chain.getAsLong() : null);
        return new Answer(200, fields);
    }

    private void block(RoutingContext context) {
        String height = context.pathParam("height");
        if (!height.matches("[0-9]{1,18}")) {
            send(context, Answer.error(400, "a height is a number, or latest"));
            return;
        }
        long number = Long.parseLong(height);
        answer(context, () -> Answer.of(store.blocks(number, number).stream().findFirst()));
    }

    private void transaction(RoutingContext context) {
        String hash = context.pathParam("hash").toLowerCase(java.util.Locale.ROOT);
        if (hash.matches("0x[0-9a-f]{64}")) {
            answer(context, () -> Answer.of(store.transaction(hash)));
        } else {
            send(context, Answer.error(400, "a hash is 0x and 64 hexadecimal digits"));
        }
    }

    private void address(RoutingContext context) {
        String address = context.pathParam("address").toLowerCase(java.util.Locale.ROOT);
        if (address.matches("0x[0-9a-f]{40}")) {
            answer(context, () -> Answer.of(store.address(address)));
        } else {
            send(context, Answer.error(400, "an address is 0x and 40 hexadecimal digits"));
        }
    }

    private void query(RoutingContext context) {
        try {
            JsonNode query = JSON.readTree(
                    context.body().isEmpty()
                            ? new byte[0]
                            : context.body().buffer().getBytes());
            JsonNode from = query.path("from");
            JsonNode to = query.path("to");
            if (from.isIntegralNumber()
                    && to.isIntegralNumber()
                    && from.canConvertToLong()
                    && to.canConvertToLong()
                    && from.longValue() >= 0
                    && to.longValue() >= from.longValue()
                    && to.longValue() - from.longValue() < MOST_BLOCKS) {
                answer(
                        context,
                        () -> new Answer(200, Map.of("blocks", store.blocks(from.longValue(), to.longValue()))));
                return;
            }
        } catch (java.io.IOException _) {
            // Answered below, like JSON of another shape.
        }
        send(
                context,
                Answer.error(400, "send {\"from\": height, \"to\": height} for at most " + MOST_BLOCKS + " blocks"));
    }

    /** Takes a payload of any kind and acknowledges it by its size and digest; reads it as it comes and keeps none of it. */
    private void submission(RoutingContext context) {
        MessageDigest digest = sha256();
        long[] bytes = {0};
        HttpServerRequest request = context.request();
        request.handler(chunk -> {
            bytes[0] += chunk.length();
            if (bytes[0] <= MOST_SUBMITTED) {
                digest.update(chunk.getBytes());
            } else if (!context.response().ended()) {
                context.response().putHeader("Connection", "close");
                send(context, Answer.error(413, "a submission has at most " + MOST_SUBMITTED + " bytes"));
                request.connection().close();
            }
        });
        request.endHandler(_ -> {
            if (!context.response().ended()) {
                Map<String, Object> receipt = new LinkedHashMap<>();
                receipt.put("bytes", bytes[0]);
                receipt.put("sha256", HexFormat.of().formatHex(digest.digest()));
                send(context, new Answer(200, receipt));
            }
        });
    }

    private void answer(RoutingContext context, Question question) {
        Context eventLoop = vertx.getOrCreateContext();
        blocking.execute(() -> {
            Answer answer;
            try {
                answer = question.answer();
            } catch (SQLException e) {
                answer = Answer.error(503, "the database does not answer: " + e.getMessage());
            }
            Answer result = answer;
            eventLoop.runOnContext(_ -> send(context, result));
        });
    }

    private void send(RoutingContext context, Answer answer) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("version", version);
        body.putAll(answer.fields());
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        try {
            context.response()
                    .setStatusCode(answer.status())
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(JSON.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("columns are numbers and text", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
