package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.model.Text;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.verification.BlockHash;
import dev.baton.syncmonitor.domain.verification.BlockSource;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.net.URI;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A CometBFT node over its RPC: its height, its chain's name, and its blocks' hashes. */
public final class CometBftNode implements HeightProbe, BlockSource {

    /** The node gives at most that many headers in one answer. */
    private static final int HEADERS = 20;

    /** Where a chain begins, unless its genesis says otherwise. */
    private static final long FIRST = 1;

    private static final String STATUS = "/status";

    private final Web web;
    private final URI address;

    /** @param address what {@code /status} stands below */
    public CometBftNode(Web web, URI address) {
        this.web = web;
        this.address = address;
    }

    @Override
    public String name() {
        return "cometbft " + Web.shown(address);
    }

    /** The node's own height, whether or not it has caught up with its chain. */
    @Override
    public Reading read() {
        try {
            return height(syncInfo());
        } catch (NoAnswer none) {
            return new Reading.Unknown(none.reason());
        }
    }

    /** What the node says about its own synchronisation. */
    JsonNode syncInfo() throws NoAnswer {
        return result(STATUS, "").path("sync_info");
    }

    /** The height in what {@link #syncInfo()} gave. */
    Reading height(JsonNode syncInfo) {
        return Heights.decimal(
                name() + " at /result/sync_info/latest_block_height", syncInfo.path("latest_block_height"));
    }

    @Override
    public String chainId() throws Unreachable {
        try {
            var network = result(STATUS, "").at("/node_info/network");
            if (!network.isTextual() || network.textValue().isBlank()) {
                throw new Unreachable(name() + " does not say which network it is of");
            }
            return network.textValue();
        } catch (NoAnswer none) {
            throw new Unreachable(none.reason());
        }
    }

    /** A node that does not say from where on it has blocks has all of them. */
    @Override
    public Origin origin() throws Unreachable {
        try {
            var earliest = syncInfo().path("earliest_block_height");
            var height = Heights.decimal(name(), earliest) instanceof Reading.Height found && found.value() > FIRST
                    ? found.value()
                    : FIRST;
            return new Origin(height, block(height), height == FIRST);
        } catch (NoAnswer none) {
            throw new Unreachable(none.reason());
        }
    }

    @Override
    public SortedMap<Long, BlockHash> hashes(SortedSet<Long> heights) throws Unreachable {
        var ranges = new TreeMap<Long, SortedSet<Long>>();
        for (var height : heights) {
            var last = ranges.lastEntry();
            if (last == null || height >= last.getKey() + HEADERS) {
                ranges.put(height, new TreeSet<>());
            }
            ranges.lastEntry().getValue().add(height);
        }
        return Questions.ask(ranges.values(), this::range);
    }

    /** Headers are small, while a block carries its transactions; so a block is asked for only where headers are refused. */
    private Map<Long, BlockHash> range(SortedSet<Long> heights) throws Unreachable {
        try {
            var query = "minHeight=" + heights.first() + "&maxHeight=" + heights.last();
            var found = new TreeMap<Long, BlockHash>();
            for (var block : result("/blockchain", query).path("block_metas")) {
                if (Heights.decimal(name(), block.at("/header/height")) instanceof Reading.Height height
                        && heights.contains(height.value())) {
                    found.put(height.value(), hash(height.value(), block));
                }
            }
            if (found.keySet().containsAll(heights)) {
                return found;
            }
        } catch (NoAnswer _) {
            // Each block on its own shows whether the node is away or only this question is refused.
        }
        var found = new TreeMap<Long, BlockHash>();
        for (var height : heights) {
            found.put(height, block(height));
        }
        return found;
    }

    private BlockHash block(long height) throws Unreachable {
        try {
            return hash(height, result("/block", "height=" + height));
        } catch (NoAnswer none) {
            throw new Unreachable(none.reason());
        }
    }

    private BlockHash hash(long height, JsonNode block) throws Unreachable {
        var hash = block.at("/block_id/hash");
        if (!hash.isTextual() || hash.textValue().isBlank()) {
            throw new Unreachable(name() + " has no block " + height);
        }
        return new BlockHash(hash.textValue());
    }

    private JsonNode result(String path, String query) throws NoAnswer {
        var answer = web.get(Web.below(address, path, query));
        if (answer.hasNonNull("error")) {
            throw new NoAnswer(name() + " refused " + path + ": "
                    + Text.quoted(answer.path("error")
                            .path("data")
                            .asText(answer.path("error").toString())));
        }
        if (!answer.path("result").isObject()) {
            throw new NoAnswer(name() + " gave no result for " + path + ": is it a CometBFT node's RPC address?");
        }
        return answer.get("result");
    }
}
