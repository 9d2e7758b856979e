package dev.baton.examples.devchain;

import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The chain as it is now. Only the hashes of its blocks are kept (32 bytes a block); a block is derived when it is asked
 * for. A change is saved before it shows, so a crash between the two loses no block that somebody has seen.
 */
final class Chain {

    /** 64 MB of hashes, 23 days of one block a second: there the chain stops growing. */
    static final long MOST_BLOCKS = 2_000_000;

    /** Blocks this deep below the head are final: {@link #reorganise} refuses to replace them. */
    static final long FINALITY = 64;

    private final ChainSettings settings;
    private final Clock clock;
    private final Consumer<ChainState> journal;
    private ChainState state;
    private byte[] hashes = new byte[1024 * Block.HASH_BYTES];
    private int count;

    /** @param journal keeps each new state, before it takes effect; throws if it cannot */
    Chain(ChainSettings settings, ChainState state, Clock clock, Consumer<ChainState> journal) {
        this.settings = settings;
        this.state = state;
        this.clock = clock;
        this.journal = journal;
        height();
    }

    ChainSettings settings() {
        return settings;
    }

    /** The height of the newest block. Never falls. */
    synchronized long height() {
        extend(Math.min(MOST_BLOCKS, state.heightAt(clock.instant(), settings.blockTime())));
        return count - 1;
    }

    /** The height of the newest block that no reorganisation replaces. */
    long finalizedHeight() {
        return Math.max(0, height() - FINALITY);
    }

    /** The block at a height, or empty above the head. */
    Optional<Block> block(long height) {
        int fork;
        byte[] parent;
        synchronized (this) {
            if (height < 0 || height > height()) {
                return Optional.empty();
            }
            fork = state.fork(height);
            parent = parentHash((int) height);
        }
        return Optional.of(Block.derive(settings, height, fork, parent));
    }

    /** Adds blocks at once; the clock goes on from there. Returns the new height. */
    synchronized long mine(long blocks) {
        long room = MOST_BLOCKS - height();
        if (blocks < 1 || blocks > room) {
            throw new IllegalArgumentException("mine between 1 and " + room + " blocks, not " + blocks);
        }
        become(state.at(height() + blocks, clock.instant(), state.paused()));
        return height();
    }

    /** Stops or restarts the clock. Returns the height. */
    synchronized long pause(boolean paused) {
        long height = height();
        if (paused != state.paused()) {
            become(state.at(height, clock.instant(), paused));
        }
        return height;
    }

    /** Replaces the newest blocks by others at the same heights. Returns the height. */
    synchronized long reorganise(long depth) {
        long height = height();
        if (depth < 1 || depth > Math.min(FINALITY, height)) {
            throw new IllegalArgumentException("replace between 1 and " + Math.min(FINALITY, height) + " blocks, not "
                    + depth + ": older ones are final");
        }
        become(state.forkedFrom(height - depth + 1));
        count = (int) (height - depth + 1);
        extend(height);
        return height;
    }

    private void become(ChainState next) {
        journal.accept(next);
        state = next;
    }

    private void extend(long height) {
        while (count <= height) {
            byte[] hash = Block.derive(settings, count, state.fork(count), parentHash(count))
                    .hash();
            if (hashes.length == count * Block.HASH_BYTES) {
                hashes = Arrays.copyOf(hashes, 2 * hashes.length);
            }
            System.arraycopy(hash, 0, hashes, count * Block.HASH_BYTES, Block.HASH_BYTES);
            count++;
        }
    }

    private byte[] parentHash(int height) {
        return height == 0
                ? new byte[Block.HASH_BYTES]
                : Arrays.copyOfRange(hashes, (height - 1) * Block.HASH_BYTES, height * Block.HASH_BYTES);
    }
}
