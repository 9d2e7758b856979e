package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.model.Text;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.verification.BlockHash;
import dev.baton.syncmonitor.domain.verification.BlockSource;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.net.URI;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** An EVM node over JSON-RPC: its height, and its blocks' hashes. */
public final class EvmNode implements HeightProbe, BlockSource {

    private final Web web;
    private final URI address;
    private final AtomicLong requests = new AtomicLong();

    public EvmNode(Web web, URI address) {
        this.web = web;
        this.address = address;
    }

    @Override
    public String name() {
        return "evm " + Web.shown(address);
    }

    @Override
    public Reading read() {
        try {
            return Heights.quantity(name(), call("eth_blockNumber"));
        } catch (NoAnswer none) {
            return new Reading.Unknown(none.reason());
        }
    }

    @Override
    public String chainId() throws Unreachable {
        try {
            return switch (Heights.quantity(name(), call("eth_chainId"))) {
                case Reading.Height id -> Long.toString(id.value());
                case Reading.Unknown unknown -> throw new Unreachable(unknown.reason());
            };
        } catch (NoAnswer none) {
            throw new Unreachable(none.reason());
        }
    }

    @Override
    public SortedMap<Long, BlockHash> hashes(SortedSet<Long> heights) throws Unreachable {
        var hashes = new TreeMap<Long, BlockHash>();
        for (var height : heights) {
            hashes.put(height, hash(height));
        }
        return hashes;
    }

    private BlockHash hash(long height) throws Unreachable {
        try {
            var block = call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false);
            var hash = block.path("hash");
            if (!hash.isTextual() || hash.textValue().isBlank()) {
                throw new Unreachable(name() + " has no block " + height);
            }
            return new BlockHash(hash.textValue());
        } catch (NoAnswer none) {
            throw new Unreachable(none.reason());
        }
    }

    private JsonNode call(String method, Object... parameters) throws NoAnswer {
        var request = JsonNodeFactory.instance.objectNode();
        request.put("jsonrpc", "2.0");
        request.put("id", requests.incrementAndGet());
        request.put("method", method);
        var list = request.putArray("params");
        for (var parameter : parameters) {
            list.addPOJO(parameter);
        }
        var answer = web.post(address, request);
        if (answer.hasNonNull("error")) {
            var message = answer.path("error").path("message").asText("no message");
            throw new NoAnswer(name() + " refused " + method + ": " + Text.quoted(message));
        }
        if (!answer.has("result")) {
            throw new NoAnswer(name() + " gave no result for " + method + ": is it an EVM node's JSON-RPC address?");
        }
        return answer.get("result");
    }
}
