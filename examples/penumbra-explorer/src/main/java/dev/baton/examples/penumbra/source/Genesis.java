package dev.baton.examples.penumbra.source;

import dev.baton.examples.penumbra.Block;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What fixes every block of a chain but its time: two chains with the same genesis have the same hashes. Hashes are SHA-256
 * as CometBFT's, but not over its encoding: they link, and cannot be recomputed by a client.
 *
 * @param seed where the transactions come from
 * @param chainId the chain's name, such as {@code penumbra-1}
 */
record Genesis(long seed, String chainId) {

    private static final int MOST_TRANSACTIONS = 2;
    private static final int CONTENT_BYTES = 160;

    /** The block at a height, from 1, on top of the one with that hash. */
    Block derive(long height, byte[] previousHash, Instant time) {
        // java.util.Random, because its algorithm is specified: the chain is the same on every JDK.
        Random random = new Random(seed * 1_000_003 + height);
        var transactions = IntStream.range(0, random.nextInt(MOST_TRANSACTIONS + 1))
                .mapToObj(_ -> {
                    byte[] content = new byte[CONTENT_BYTES];
                    random.nextBytes(content);
                    return new Block.Transaction(digest(content), random.nextInt(10_000), content);
                })
                .toList();
        byte[][] hashes = transactions.stream().map(Block.Transaction::hash).toArray(byte[][]::new);
        byte[] root = digest(hashes);
        byte[] number = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(seed)
                .putLong(height)
                .array();
        byte[] hash = digest(chainId.getBytes(StandardCharsets.UTF_8), number, previousHash, root);
        return new Block(height, chainId, time, hash, previousHash, root, transactions);
    }

    private static byte[] digest(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
