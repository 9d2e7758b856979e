package dev.baton.examples.penumbra;

import java.time.Instant;
import java.util.List;

/**
 * One block, as the source has it and the explorer shows it. All byte arrays but a transaction's content have 32 bytes.
 *
 * @param height from 1, as on every CometBFT chain
 * @param root the root of the state after the block
 */
public record Block(
        long height,
        String chainId,
        Instant time,
        byte[] hash,
        byte[] previousHash,
        byte[] root,
        List<Transaction> transactions) {

    /** Copies the list. */
    public Block {
        transactions = List.copyOf(transactions);
    }

    /**
     * One transaction.
     *
     * @param fee in the chain's smallest unit
     * @param content what was signed; here bytes without a meaning
     */
    public record Transaction(byte[] hash, long fee, byte[] content) {}
}
