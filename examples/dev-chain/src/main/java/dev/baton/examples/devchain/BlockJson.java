package dev.baton.examples.devchain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HexFormat;

/** Blocks as {@code eth_getBlockByNumber} shows them. What this chain does not have (state, logs, uncles) is empty. */
final class BlockJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String ZERO_HASH = "0x" + "0".repeat(64);
    private static final String NO_LOGS = "0x" + "0".repeat(512);
    /** Root of an empty trie: what a chain without state and receipts has. */
    private static final String EMPTY_ROOT = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
    /** Hash of an empty list of uncles. */
    private static final String NO_UNCLES = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";

    private BlockJson() {}

    /** @param full whether the transactions are objects instead of hashes */
    static ObjectNode of(Block block, long chainId, boolean full) {
        ObjectNode json = NODES.objectNode()
                .put("number", hex(block.height()))
                .put("hash", hex(block.hash()))
                .put("parentHash", hex(block.parentHash()))
                .put("nonce", "0x0000000000000000")
                .put("sha3Uncles", NO_UNCLES)
                .put("logsBloom", NO_LOGS)
                .put("transactionsRoot", hex(block.transactionsRoot()))
                .put("stateRoot", EMPTY_ROOT)
                .put("receiptsRoot", EMPTY_ROOT)
                .put("miner", hex(block.miner()))
                .put("difficulty", "0x0")
                .put("extraData", "0x")
                .put("gasLimit", hex(Block.GAS_LIMIT))
                .put("gasUsed", hex(block.gasUsed()))
                .put("baseFeePerGas", "0x3b9aca00")
                .put("timestamp", hex(block.timestamp()))
                .put("mixHash", ZERO_HASH);
        ArrayNode transactions = json.putArray("transactions");
        for (int i = 0; i < block.transactions().size(); i++) {
            Block.Transaction transaction = block.transactions().get(i);
            if (full) {
                transactions.add(transaction(transaction, block, i, chainId));
            } else {
                transactions.add(hex(transaction.hash()));
            }
        }
        json.putArray("uncles");
        return json;
    }

    private static ObjectNode transaction(Block.Transaction transaction, Block block, int index, long chainId) {
        return NODES.objectNode()
                .put("hash", hex(transaction.hash()))
                .put("blockHash", hex(block.hash()))
                .put("blockNumber", hex(block.height()))
                .put("transactionIndex", hex(index))
                .put("type", "0x0")
                .put("chainId", hex(chainId))
                .put("nonce", hex(transaction.nonce()))
                .put("from", hex(transaction.from()))
                .put("to", transaction.to() == null ? null : hex(transaction.to()))
                .put("value", hex(transaction.value()))
                .put("gas", hex(transaction.gas()))
                .put("gasPrice", "0x3b9aca00")
                .put("input", hex(transaction.input()));
    }

    /** A quantity: {@code 0x} and hexadecimal digits without leading zeros. */
    static TextNode quantity(long value) {
        return NODES.textNode(hex(value));
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
