package dev.baton.syncmonitor.adapter.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.syncmonitor.adapter.probe.Web.NoAnswer;
import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.verification.BlockHash;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tip of an EVM chain, with its block's hash. The block that was told last is asked for again: where another one
 * stands in its place, the chain was reorganised. A node that says that it catches up itself knows no tip; that it does not
 * say so proves nothing.
 */
final class EvmTip implements HeightProbe {

    private static final String METHOD = "eth_getBlockByNumber";

    /** What was told longer ago is left alone, so that looks that are far apart cost one call each. */
    private static final Duration MEMORY = Duration.ofMinutes(1);

    private final JsonRpc rpc;
    private final Clock clock;
    private final boolean asksForSyncing;
    private Optional<Told> told = Optional.empty();

    /**
     * @param asksForSyncing whether the node is asked, too, if it catches up: a call more for each look, and of a provider,
     *     which asks now one of its nodes and now another, it says nothing
     */
    EvmTip(Endpoint endpoint, Clock clock, boolean asksForSyncing) {
        this.rpc = new JsonRpc(endpoint);
        this.clock = clock;
        this.asksForSyncing = asksForSyncing;
    }

    private record Told(long height, BlockHash hash, Instant at) {}

    @Override
    public String name() {
        return rpc.name();
    }

    @Override
    public synchronized Reading read() {
        try {
            var now = clock.instant();
            var before = told.filter(last -> now.isBefore(last.at().plus(MEMORY)));
            var calls = new ArrayList<List<Object>>();
            calls.add(List.of("latest", false));
            before.ifPresent(last -> calls.add(List.of("0x" + Long.toHexString(last.height()), false)));
            var reading = read(blocks(calls), before, now);
            return asksForSyncing ? EvmSyncing.known(reading, rpc) : reading;
        } catch (NoAnswer none) {
            return new Reading.Unknown(none.reason());
        }
    }

    private Reading read(List<JsonNode> blocks, Optional<Told> before, Instant now) {
        return switch (Heights.quantity(name(), blocks.getFirst().path("number"))) {
            case Reading.Unknown unknown -> unknown;
            case Reading.Height height -> {
                var hash = hash(blocks.getFirst());
                told = hash.map(known -> new Told(height.value(), known, now));
                var reorganised = before.filter(last -> hash(blocks.getLast())
                                .filter(other -> !other.equals(last.hash()))
                                .isPresent())
                        .isPresent();
                yield new Reading.Height(height.value(), hash.map(BlockHash::value), reorganised);
            }
        };
    }

    private List<JsonNode> blocks(List<List<Object>> calls) throws NoAnswer {
        if (rpc.most() >= calls.size()) {
            try {
                return rpc.batch(METHOD, calls);
            } catch (NoAnswer _) {
                // One by one it shows whether only batches are refused.
            }
        }
        var blocks = new ArrayList<JsonNode>();
        for (var call : calls) {
            blocks.add(rpc.call(METHOD, call));
        }
        return blocks;
    }

    /** Empty where the node does not know the block, as one that is behind does not. */
    private static Optional<BlockHash> hash(JsonNode block) {
        var hash = block.path("hash");
        return hash.isTextual() && !hash.textValue().isBlank()
                ? Optional.of(new BlockHash(hash.textValue()))
                : Optional.empty();
    }
}
