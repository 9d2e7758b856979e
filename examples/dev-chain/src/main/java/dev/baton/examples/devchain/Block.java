package dev.baton.examples.devchain;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One block, derived from the settings, its height, its fork and its parent's hash. All byte arrays are 32 bytes
 * (hashes) or 20 bytes (addresses). Hashes are SHA3-256 over the content, which the JDK has: real chains use Keccak-256
 * with another padding, over RLP.
 *
 * @param gasUsed in units of gas
 */
record Block(
        long height,
        long timestamp,
        byte[] hash,
        byte[] parentHash,
        byte[] transactionsRoot,
        byte[] miner,
        long gasUsed,
        List<Transaction> transactions) {

    static final int HASH_BYTES = 32;
    static final long GAS_LIMIT = 30_000_000;

    private static final int MOST_TRANSACTIONS = 8;
    private static final int ACCOUNTS = 500;
    private static final long TRANSFER_GAS = 21_000;
    private static final List<byte[]> ADDRESSES = IntStream.range(0, ACCOUNTS)
            .mapToObj(account -> Arrays.copyOf(
                    sha3().digest(ByteBuffer.allocate(4).putInt(account).array()), 20))
            .toList();

    /**
     * One transaction.
     *
     * @param nonce unique by block and position, not counted per account as on a real chain
     * @param to null if it creates a contract
     * @param value in wei
     */
    record Transaction(
            byte[] hash, long nonce, byte[] from, byte @Nullable [] to, long value, long gas, byte[] input) {}

    /** The block at a height on top of a parent; the same arguments give the same block. */
    static Block derive(ChainSettings settings, long height, int fork, byte[] parentHash) {
        // java.util.Random, because its algorithm is specified: the chain is the same on every JDK.
        Random random = new Random((settings.seed() * 31 + fork) * 1_000_003 + height);
        MessageDigest sha3 = sha3();
        int count = height == 0 ? 0 : random.nextInt(MOST_TRANSACTIONS + 1);
        List<Transaction> transactions = IntStream.range(0, count)
                .mapToObj(position -> transaction(settings, height * MOST_TRANSACTIONS + position, random, sha3))
                .toList();
        transactions.forEach(transaction -> sha3.update(transaction.hash()));
        byte[] root = sha3.digest();
        long gasUsed = transactions.stream().mapToLong(Transaction::gas).sum();
        byte[] miner = ADDRESSES.get(random.nextInt(ACCOUNTS));
        sha3.update(ByteBuffer.allocate(5 * Long.BYTES)
                .putLong(settings.chainId())
                .putLong(height)
                .putLong(fork)
                .putLong(settings.timestamp(height))
                .putLong(gasUsed)
                .flip());
        sha3.update(parentHash);
        sha3.update(miner);
        return new Block(
                height, settings.timestamp(height), sha3.digest(root), parentHash, root, miner, gasUsed, transactions);
    }

    private static Transaction transaction(ChainSettings settings, long nonce, Random random, MessageDigest sha3) {
        byte[] from = ADDRESSES.get(random.nextInt(ACCOUNTS));
        byte @Nullable [] to = random.nextInt(32) == 0 ? null : ADDRESSES.get(random.nextInt(ACCOUNTS));
        long value = random.nextLong(1_000_000_000_000_000_000L);
        byte[] input = new byte[to == null ? 64 : random.nextInt(3) * 34];
        random.nextBytes(input);
        long gas = TRANSFER_GAS + 16L * input.length;
        sha3.update(ByteBuffer.allocate(4 * Long.BYTES)
                .putLong(settings.chainId())
                .putLong(nonce)
                .putLong(value)
                .putLong(gas)
                .flip());
        sha3.update(from);
        sha3.update(to == null ? new byte[0] : to);
        return new Transaction(sha3.digest(input), nonce, from, to, value, gas, input);
    }

    private static MessageDigest sha3() {
        try {
            return MessageDigest.getInstance("SHA3-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK since 9 has SHA3-256", e);
        }
    }
}
