package dev.baton.syncmonitor.domain.sampling;

import java.util.Optional;

/** What one look at a height gave. What cannot be known is {@link Unknown} with its reason, never a number. */
public sealed interface Reading {

    /**
     * A height that was read.
     *
     * @param value in blocks, not negative
     * @param hash of the block at that height, where the source knows blocks by hash
     * @param reorganised whether the source has replaced a block that it told before
     */
    record Height(long value, Optional<String> hash, boolean reorganised) implements Reading {
        public Height {
            if (value < 0) {
                throw new IllegalArgumentException("a height is not negative: " + value);
            }
        }

        /** From a source that knows no hashes. */
        public Height(long value) {
            this(value, Optional.empty(), false);
        }
    }

    /**
     * No height.
     *
     * @param reason what was found instead, for a person to read
     */
    record Unknown(String reason) implements Reading {}
}
