package dev.baton.syncmonitor.domain.verification;

import java.util.SortedMap;
import java.util.SortedSet;

/** The chain as one of its nodes tells it. */
public interface BlockSource {

    /** Which chain it is: a number in decimal digits (EVM), or a name (CometBFT). */
    String chainId() throws Unreachable;

    /** The first block that it has. */
    Origin origin() throws Unreachable;

    /** The hashes of the blocks at these heights. */
    SortedMap<Long, BlockHash> hashes(SortedSet<Long> heights) throws Unreachable;

    /**
     * A block before which the source has none.
     *
     * @param first whether it is surely the chain's first; a node that dropped old blocks may not know
     */
    record Origin(long height, BlockHash hash, boolean first) {}
}
