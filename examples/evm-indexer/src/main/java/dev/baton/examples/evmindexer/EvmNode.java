package dev.baton.examples.evmindexer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;

/** A node's JSON-RPC. Every method throws IOException if the node does not answer, or answers something else. */
final class EvmNode {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI url;

    EvmNode(URI url) {
        this.url = url;
    }

    long chainId() throws IOException, InterruptedException {
        String id =
                call("eth_chainId", List.of(JSON.createArrayNode())).getFirst().asText();
        try {
            return Long.decode(id);
        } catch (NumberFormatException _) {
            throw new IOException("the node's chain id is not a number");
        }
    }

    /** The newest block. */
    Block.Head tip() throws IOException, InterruptedException {
        ArrayNode params = JSON.createArrayNode().add("latest").add(false);
        return Block.headFrom(call("eth_getBlockByNumber", List.of(params)).getFirst());
    }

    /** Blocks {@code from} to {@code to}, both included, in that order. */
    List<Block> blocks(long from, long to) throws IOException, InterruptedException {
        List<Block> blocks = new ArrayList<>();
        for (JsonNode json : byNumber(from, to, true)) {
            Block block = Block.from(json);
            if (block.height() != from + blocks.size()) {
                throw new IOException("the node gave block " + block.height() + " for " + (from + blocks.size()));
            }
            blocks.add(block);
        }
        return blocks;
    }

    /** Heights and hashes {@code from} to {@code to}, both included, in that order. */
    List<Block.Head> heads(long from, long to) throws IOException, InterruptedException {
        List<Block.Head> heads = new ArrayList<>();
        for (JsonNode json : byNumber(from, to, false)) {
            heads.add(Block.headFrom(json));
        }
        return heads;
    }

    private List<JsonNode> byNumber(long from, long to, boolean full) throws IOException, InterruptedException {
        List<ArrayNode> params = LongStream.rangeClosed(from, to)
                .mapToObj(height -> JSON.createArrayNode()
                        .add("0x" + Long.toHexString(height))
                        .add(full))
                .toList();
        return call("eth_getBlockByNumber", params);
    }

    private List<JsonNode> call(String method, List<ArrayNode> params) throws IOException, InterruptedException {
        ArrayNode batch = JSON.createArrayNode();
        for (int id = 0; id < params.size(); id++) {
            batch.addObject()
                    .put("jsonrpc", "2.0")
                    .put("id", id)
                    .put("method", method)
                    .set("params", params.get(id));
        }
        JsonNode answers = send(JSON.writeValueAsBytes(batch));
        JsonNode[] results = new JsonNode[params.size()];
        for (JsonNode answer : answers.isArray() ? answers : List.of(answers)) {
            int id = answer.path("id").asInt(-1);
            if (!answer.has("result") || id < 0 || id >= results.length) {
                throw new IOException("the node refused: "
                        + answer.path("error").path("message").asText("its answer is not JSON-RPC"));
            }
            results[id] = answer.path("result");
        }
        List<JsonNode> inOrder = java.util.Arrays.asList(results);
        if (inOrder.contains(null)) {
            throw new IOException("the node left out answers of a batch; try a smaller BATCH_SIZE");
        }
        return inOrder;
    }

    private JsonNode send(byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        // The request's own time-out ends with the headers; this one covers the body as well.
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("the node answered HTTP " + response.statusCode());
            }
            return JSON.readTree(response.body());
        } catch (JsonProcessingException _) {
            throw new IOException("the node's answer is not JSON; is CHAIN_URL its JSON-RPC address?");
        } catch (ExecutionException e) {
            throw new IOException("the node cannot be reached: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("the node did not answer within " + TIMEOUT.toSeconds() + " s", e);
        } finally {
            answer.cancel(true);
        }
    }
}
