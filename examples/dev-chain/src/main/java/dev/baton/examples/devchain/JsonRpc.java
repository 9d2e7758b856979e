package dev.baton.examples.devchain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** JSON-RPC 2.0 over a chain: the {@code eth_} methods that a reader of blocks needs, and {@code dev_} ones to steer it. */
final class JsonRpc {

    /** The most requests in one batch. */
    static final int MOST_REQUESTS = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /** A quantity as the Ethereum JSON-RPC specification has it, of at most 63 bits: no leading zeros. */
    private static final Pattern QUANTITY = Pattern.compile("0x(0|[1-7][0-9a-fA-F]{0,15}|[89a-fA-F][0-9a-fA-F]{0,14})");

    private final Chain chain;

    JsonRpc(Chain chain) {
        this.chain = chain;
    }

    /** The answer to one HTTP body; empty if it held notifications only. */
    Optional<byte[]> answer(byte[] body) {
        try {
            Optional<? extends JsonNode> answer;
            try {
                JsonNode message = JSON.readTree(body);
                answer = message instanceof ArrayNode batch ? answerAll(batch) : answerOne(message);
            } catch (JsonProcessingException _) {
                answer = Optional.of(error(
                        NODES.nullNode(), new RpcException(RpcException.PARSE_ERROR, "the body is not valid JSON")));
            }
            return answer.isPresent() ? Optional.of(JSON.writeValueAsBytes(answer.get())) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("JSON in memory", e);
        }
    }

    /** An error that belongs to no request in particular. */
    static byte[] refusal(String message) {
        return error(NODES.nullNode(), new RpcException(RpcException.INVALID_REQUEST, message))
                .toString()
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private Optional<JsonNode> answerAll(ArrayNode batch) {
        if (batch.isEmpty() || batch.size() > MOST_REQUESTS) {
            String message = "a batch has 1 to " + MOST_REQUESTS + " requests, not " + batch.size();
            return Optional.of(error(NODES.nullNode(), new RpcException(RpcException.INVALID_REQUEST, message)));
        }
        ArrayNode answers = NODES.arrayNode(batch.size());
        batch.forEach(request -> answerOne(request).ifPresent(answers::add));
        return answers.isEmpty() ? Optional.empty() : Optional.of(answers);
    }

    private Optional<ObjectNode> answerOne(JsonNode request) {
        JsonNode id = request.path("id");
        boolean idValid = id.isMissingNode() || id.isNull() || id.isTextual() || id.isNumber();
        if (!request.path("jsonrpc").asText().equals("2.0")
                || !request.path("method").isTextual()
                || !idValid) {
            RpcException refused = new RpcException(
                    RpcException.INVALID_REQUEST,
                    "a request is an object with \"jsonrpc\": \"2.0\", a method and an id (text or number)");
            return Optional.of(error(idValid && !id.isMissingNode() ? id : NODES.nullNode(), refused));
        }
        ObjectNode answer;
        try {
            JsonNode result = call(request.path("method").textValue(), request.path("params"));
            answer = NODES.objectNode().put("jsonrpc", "2.0");
            answer.set("id", id);
            answer.set("result", result);
        } catch (RpcException e) {
            answer = error(id, e);
        } catch (UncheckedIOException e) {
            answer = error(id, new RpcException(RpcException.INTERNAL_ERROR, String.valueOf(e.getMessage())));
        }
        return id.isMissingNode() ? Optional.empty() : Optional.of(answer);
    }

    private JsonNode call(String method, JsonNode params) throws RpcException {
        if (!params.isMissingNode() && !params.isArray()) {
            throw new RpcException(RpcException.INVALID_PARAMS, "params is an array");
        }
        return switch (method) {
            case "eth_chainId" -> BlockJson.quantity(chain.settings().chainId());
            case "eth_blockNumber" -> BlockJson.quantity(chain.height());
            case "eth_getBlockByNumber" -> block(params);
            case "eth_syncing" -> NODES.booleanNode(false);
            case "net_version" -> NODES.textNode(Long.toString(chain.settings().chainId()));
            case "web3_clientVersion" -> NODES.textNode("dev-chain/1.0");
            case "dev_mine" -> steer(() -> chain.mine(count(params)));
            case "dev_reorg" -> steer(() -> chain.reorganise(count(params)));
            case "dev_pause" -> steer(() -> chain.pause(true));
            case "dev_resume" -> steer(() -> chain.pause(false));
            default ->
                throw new RpcException(
                        RpcException.METHOD_NOT_FOUND, "the method " + shortened(method) + " is unknown");
        };
    }

    private JsonNode block(JsonNode params) throws RpcException {
        JsonNode full = params.path(1);
        if (params.size() > 2 || !(full.isMissingNode() || full.isBoolean())) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS, "the 2nd parameter is true for whole transactions, or false");
        }
        long height = switch (params.path(0).asText()) {
            case "latest", "pending" -> chain.height();
            case "safe", "finalized" -> chain.finalizedHeight();
            case "earliest" -> 0;
            default -> quantity(params.path(0));
        };
        return chain.block(height)
                .<JsonNode>map(block -> BlockJson.of(block, chain.settings().chainId(), full.asBoolean()))
                .orElse(NODES.nullNode());
    }

    private static long quantity(JsonNode value) throws RpcException {
        if (!value.isTextual() || !QUANTITY.matcher(value.textValue()).matches()) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS,
                    "the 1st parameter is latest, earliest, finalized, or a number as 0x1b4, without leading zeros");
        }
        return Long.parseLong(value.textValue(), 2, value.textValue().length(), 16);
    }

    /** A count as the steering methods take it: a JSON number or a quantity; 1 if there is none. */
    private static long count(JsonNode params) throws RpcException {
        JsonNode value = params.path(0);
        if (value.isMissingNode()) {
            return 1;
        }
        return value.canConvertToLong() && value.isIntegralNumber() ? value.longValue() : quantity(value);
    }

    private interface Steering {
        long height() throws RpcException;
    }

    private static JsonNode steer(Steering steering) throws RpcException {
        try {
            return BlockJson.quantity(steering.height());
        } catch (IllegalArgumentException e) {
            throw new RpcException(RpcException.INVALID_PARAMS, String.valueOf(e.getMessage()));
        }
    }

    private static ObjectNode error(JsonNode id, RpcException error) {
        ObjectNode answer = NODES.objectNode().put("jsonrpc", "2.0");
        answer.set("id", id);
        answer.putObject("error").put("code", error.code()).put("message", error.getMessage());
        return answer;
    }

    private static String shortened(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "…";
    }
}
