package dev.baton.syncmonitor.domain.verification;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/** The blocks of one deployment, as its own {@code verify.blocks} query tells them. Reads only. */
public interface BlockTable {

    /** The lowest and the highest height; empty where there is no block. */
    Optional<Extent> extent() throws Unreachable;

    /** What is not there exactly once between two heights, both included. */
    Faults faults(long from, long to) throws Unreachable;

    /** The hashes at those of these heights that it has; {@link BlockHash#NONE} where the hash is missing. */
    SortedMap<Long, BlockHash> hashes(SortedSet<Long> heights) throws Unreachable;

    /** The range of heights, both included. */
    record Extent(long lowest, long highest) {}

    /**
     * Heights that are missing or stand more than once.
     *
     * @param missing how many heights are missing
     * @param repeated how many heights stand more than once
     * @param first the lowest of them, bounded
     * @param took how long the statement ran
     */
    record Faults(long missing, long repeated, List<Fault> first, Duration took) {
        public Faults {
            first = List.copyOf(first);
        }

        /** How many heights are wrong. */
        public long total() {
            return missing + repeated;
        }
    }

    /**
     * One height that is wrong.
     *
     * @param blocks how many blocks stand there: none or several
     */
    record Fault(long height, long blocks) {}
}
