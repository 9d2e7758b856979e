package dev.baton.examples.devchain;

import java.time.Duration;
import java.time.Instant;

/**
 * What fixes every block of a chain. Two chains with the same settings and the same {@link ChainState} have the same
 * blocks, hash by hash.
 *
 * @param seed where the transactions come from
 * @param chainId what {@code eth_chainId} answers
 * @param genesis time of block 0
 * @param blockTime from one block to the next, at least 1 ms
 */
record ChainSettings(long seed, long chainId, Instant genesis, Duration blockTime) {

    ChainSettings {
        if (blockTime.toMillis() < 1) {
            throw new IllegalArgumentException("the block time is at least 1ms, not " + blockTime);
        }
        if (chainId < 1) {
            throw new IllegalArgumentException("the chain id is a positive number, not " + chainId);
        }
    }

    /** Unix time of a block in seconds, as EVM chains have it: blocks within one second share it. */
    long timestamp(long height) {
        return genesis.plusMillis(height * blockTime.toMillis()).getEpochSecond();
    }
}
