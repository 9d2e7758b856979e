package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.verification.BlockHash;
import dev.baton.syncmonitor.domain.verification.BlockSource;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** An EVM node over JSON-RPC: its height, and its blocks' hashes. */
public final class EvmNode implements HeightProbe, BlockSource {

    /** A block lists its transactions' hashes: twenty of a busy chain are about two megabytes. */
    private static final int BATCH = 20;

    private final JsonRpc rpc;

    EvmNode(Endpoint endpoint) {
        this.rpc = new JsonRpc(endpoint);
    }

    @Override
    public String name() {
        return rpc.name();
    }

    @Override
    public Reading read() {
        try {
            return Heights.quantity(name(), rpc.call("eth_blockNumber", List.of()));
        } catch (NoAnswer none) {
            return new Reading.Unknown(none.reason());
        }
    }

    @Override
    public String chainId() throws Unreachable {
        try {
            return switch (Heights.quantity(name(), rpc.call("eth_chainId", List.of()))) {
                case Reading.Height id -> Long.toString(id.value());
                case Reading.Unknown unknown -> throw new Unreachable(unknown.reason());
            };
        } catch (NoAnswer none) {
            throw new Unreachable(none.reason());
        }
    }

    @Override
    public Origin origin() throws Unreachable {
        return new Origin(0, single(0).getOrDefault(0L, BlockHash.NONE), true);
    }

    /** Asks for many blocks at once; where the node refuses that, for each on its own. */
    @Override
    public SortedMap<Long, BlockHash> hashes(SortedSet<Long> heights) throws Unreachable {
        var longest = Math.min(BATCH, rpc.most());
        var batches = new ArrayList<List<Long>>();
        for (var height : heights) {
            if (batches.isEmpty() || batches.getLast().size() == longest) {
                batches.add(new ArrayList<>());
            }
            batches.getLast().add(height);
        }
        if (batches.isEmpty()) {
            return new TreeMap<>();
        }
        var found = new TreeMap<Long, BlockHash>();
        try {
            // The first tells whether the node takes batches at all.
            found.putAll(batch(batches.getFirst()));
        } catch (NoAnswer _) {
            return Questions.ask(heights, this::single);
        }
        found.putAll(Questions.ask(batches.subList(1, batches.size()), this::batchOrSingles));
        return found;
    }

    private Map<Long, BlockHash> batchOrSingles(List<Long> heights) throws Unreachable {
        try {
            return batch(heights);
        } catch (NoAnswer _) {
            var found = new TreeMap<Long, BlockHash>();
            for (var height : heights) {
                found.putAll(single(height));
            }
            return found;
        }
    }

    private Map<Long, BlockHash> batch(List<Long> heights) throws NoAnswer, Unreachable {
        var blocks = rpc.batch(
                "eth_getBlockByNumber", heights.stream().map(EvmNode::block).toList());
        var found = new TreeMap<Long, BlockHash>();
        for (var i = 0; i < heights.size(); i++) {
            found.put(heights.get(i), hash(heights.get(i), blocks.get(i)));
        }
        return found;
    }

    private Map<Long, BlockHash> single(long height) throws Unreachable {
        try {
            return Map.of(height, hash(height, rpc.call("eth_getBlockByNumber", block(height))));
        } catch (NoAnswer none) {
            throw new Unreachable(none.reason());
        }
    }

    private BlockHash hash(long height, JsonNode block) throws Unreachable {
        var hash = block.path("hash");
        if (!hash.isTextual() || hash.textValue().isBlank()) {
            throw new Unreachable(name() + " has no block " + height);
        }
        return new BlockHash(hash.textValue());
    }

    private static List<Object> block(long height) {
        return List.of("0x" + Long.toHexString(height), false);
    }
}
