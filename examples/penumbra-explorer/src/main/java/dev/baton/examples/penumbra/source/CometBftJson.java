package dev.baton.examples.penumbra.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.examples.penumbra.Block;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Answers in the shapes of CometBFT 0.37: numbers of 64 bits are texts, hashes upper-case hexadecimal digits. */
final class CometBftJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String NO_HASH = "";

    private CometBftJson() {}

    static ObjectNode status(Block newest, Block oldest) {
        ObjectNode result = JSON.createObjectNode();
        ObjectNode node = result.putObject("node_info");
        node.putObject("protocol_version").put("p2p", "8").put("block", "11").put("app", "0");
        node.put("id", "0000000000000000000000000000000000000000")
                .put("listen_addr", "tcp://0.0.0.0:26656")
                .put("network", newest.chainId())
                .put("version", "0.37.15")
                .put("moniker", "stand-in");
        result.putObject("sync_info")
                .put("latest_block_hash", HEX.formatHex(newest.hash()))
                .put("latest_app_hash", HEX.formatHex(newest.root()))
                .put("latest_block_height", "" + newest.height())
                .put("latest_block_time", newest.time().toString())
                .put("earliest_block_hash", HEX.formatHex(oldest.hash()))
                .put("earliest_app_hash", HEX.formatHex(oldest.root()))
                .put("earliest_block_height", "" + oldest.height())
                .put("earliest_block_time", oldest.time().toString())
                .put("catching_up", false);
        return result;
    }

    static ObjectNode block(Block block) {
        ObjectNode result = JSON.createObjectNode();
        blockId(result.putObject("block_id"), block.hash());
        ObjectNode content = result.putObject("block");
        content.set("header", header(block));
        var transactions = content.putObject("data").putArray("txs");
        block.transactions()
                .forEach(transaction -> transactions.add(Base64.getEncoder().encodeToString(transaction.content())));
        content.putObject("evidence").putArray("evidence");
        ObjectNode commit = content.putObject("last_commit");
        commit.put("height", "" + (block.height() - 1)).put("round", 0).putArray("signatures");
        blockId(commit.putObject("block_id"), block.previousHash());
        return result;
    }

    static ObjectNode blockchain(long lastHeight, List<Block> blocks) {
        ObjectNode result = JSON.createObjectNode().put("last_height", "" + lastHeight);
        var metas = result.putArray("block_metas");
        for (Block block : blocks) {
            ObjectNode meta = metas.addObject();
            blockId(meta.putObject("block_id"), block.hash());
            meta.put("block_size", "1000").set("header", header(block));
            meta.put("num_txs", "" + block.transactions().size());
        }
        return result;
    }

    /** The envelope of every answer. */
    static ObjectNode success(ObjectNode result) {
        return envelope().set("result", result);
    }

    /** The envelope of what cannot be answered. */
    static ObjectNode failure(int code, String message, String data) {
        ObjectNode answer = envelope();
        answer.putObject("error").put("code", code).put("message", message).put("data", data);
        return answer;
    }

    private static ObjectNode envelope() {
        return JSON.createObjectNode().put("jsonrpc", "2.0").put("id", -1);
    }

    private static ObjectNode header(Block block) {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("version").put("block", "11");
        header.put("chain_id", block.chainId())
                .put("height", "" + block.height())
                .put("time", block.time().toString());
        // The first block has none before it: CometBFT leaves the hash empty there.
        blockId(header.putObject("last_block_id"), block.height() == 1 ? new byte[0] : block.previousHash());
        return header.put("last_commit_hash", NO_HASH)
                .put("data_hash", NO_HASH)
                .put("app_hash", HEX.formatHex(block.root()))
                .put("proposer_address", NO_HASH);
    }

    private static void blockId(ObjectNode id, byte[] hash) {
        id.put("hash", HEX.formatHex(hash))
                .putObject("parts")
                .put("total", hash.length == 0 ? 0 : 1)
                .put("hash", HEX.formatHex(hash));
    }
}
