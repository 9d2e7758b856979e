package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.model.Text;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Calls methods of a server by JSON-RPC 2.0 over HTTP. */
final class JsonRpc {

    private final Endpoint endpoint;
    private final String name;
    private final AtomicLong requests = new AtomicLong();

    JsonRpc(Endpoint endpoint) {
        this.endpoint = endpoint;
        this.name = endpoint.name();
    }

    String name() {
        return name;
    }

    /** How many calls a batch can have. */
    int most() {
        return endpoint.most();
    }

    /** The result of one call. */
    JsonNode call(String method, List<Object> parameters) throws NoAnswer {
        return result(method, endpoint.post(request(method, parameters), 1));
    }

    /**
     * The results of several calls of one method in one request, in the order of the calls.
     *
     * @throws NoAnswer where the server takes no batches, as well
     */
    List<JsonNode> batch(String method, List<List<Object>> calls) throws NoAnswer {
        if (calls.size() == 1) {
            return List.of(call(method, calls.getFirst()));
        }
        var batch = JsonNodeFactory.instance.arrayNode();
        var requested = calls.stream().map(call -> request(method, call)).toList();
        batch.addAll(requested);
        var answer = endpoint.post(batch, requested.size());
        if (!answer.isArray()) {
            throw new NoAnswer(name + " takes no batches: " + Text.quoted(answer.toString()));
        }
        // A server may answer in any order.
        var byId = new HashMap<Long, JsonNode>();
        answer.forEach(one -> byId.put(one.path("id").asLong(-1), one));
        var results = new ArrayList<JsonNode>();
        for (var request : requested) {
            var one = byId.get(request.path("id").longValue());
            if (one == null) {
                throw new NoAnswer(name + " left a call of a batch unanswered");
            }
            results.add(result(method, one));
        }
        return results;
    }

    private ObjectNode request(String method, List<Object> parameters) {
        var request = JsonNodeFactory.instance.objectNode();
        request.put("jsonrpc", "2.0");
        request.put("id", requests.incrementAndGet());
        request.put("method", method);
        var list = request.putArray("params");
        parameters.forEach(list::addPOJO);
        return request;
    }

    private JsonNode result(String method, JsonNode answer) throws NoAnswer {
        if (answer.hasNonNull("error")) {
            var message = answer.path("error").path("message").asText("no message");
            throw new NoAnswer(name + " refused " + method + ": " + Text.quoted(message));
        }
        if (!answer.has("result")) {
            throw new NoAnswer(name + " gave no result for " + method + ": is it an EVM node's JSON-RPC address?");
        }
        return answer.get("result");
    }
}
