package dev.baton.examples.evmindexer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One block as a node gives it. Hashes and addresses are {@code 0x} and lower-case hexadecimal digits.
 *
 * @param timestamp Unix time in seconds
 * @param gasUsed in units of gas
 */
record Block(
        long height, String hash, String parentHash, long timestamp, long gasUsed, List<Transaction> transactions) {

    private static final Pattern HASH = Pattern.compile("0x[0-9a-f]{64}");
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");
    private static final Pattern QUANTITY = Pattern.compile("0x[0-9a-f]{1,64}");

    Block {
        transactions = List.copyOf(transactions);
    }

    /**
     * One transaction.
     *
     * @param to null if it creates a contract
     * @param value in wei
     */
    record Transaction(String hash, String from, @Nullable String to, BigInteger value) {}

    /** A block's place: what links the next one to it. */
    record Head(long height, String hash) {}

    Head head() {
        return new Head(height, hash);
    }

    /** Reads an answer to {@code eth_getBlockByNumber} with whole transactions. */
    static Block from(JsonNode json) throws IOException {
        List<Transaction> transactions = new ArrayList<>();
        for (JsonNode transaction : json.path("transactions")) {
            JsonNode to = transaction.path("to");
            transactions.add(new Transaction(
                    text(transaction, "hash", HASH),
                    text(transaction, "from", ADDRESS),
                    to.isNull() || to.isMissingNode() ? null : text(transaction, "to", ADDRESS),
                    quantity(transaction, "value")));
        }
        Head head = headFrom(json);
        return new Block(
                head.height(),
                head.hash(),
                text(json, "parentHash", HASH),
                number(json, "timestamp"),
                number(json, "gasUsed"),
                transactions);
    }

    /** Reads number and hash of an answer to {@code eth_getBlockByNumber}. */
    static Head headFrom(JsonNode json) throws IOException {
        if (json.isNull()) {
            throw new IOException("the node does not have the block");
        }
        return new Head(number(json, "number"), text(json, "hash", HASH));
    }

    private static long number(JsonNode json, String field) throws IOException {
        BigInteger quantity = quantity(json, field);
        if (quantity.bitLength() > 63) {
            throw new IOException("the node's " + field + " is larger than 63 bits");
        }
        return quantity.longValue();
    }

    private static BigInteger quantity(JsonNode json, String field) throws IOException {
        return new BigInteger(text(json, field, QUANTITY).substring(2), 16);
    }

    private static String text(JsonNode json, String field, Pattern form) throws IOException {
        String text = json.path(field).asText().toLowerCase(java.util.Locale.ROOT);
        if (!form.matcher(text).matches()) {
            throw new IOException("the node's " + field + " is not of the form " + form);
        }
        return text;
    }
}
