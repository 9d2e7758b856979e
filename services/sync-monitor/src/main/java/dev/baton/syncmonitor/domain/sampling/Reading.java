package dev.baton.syncmonitor.domain.sampling;

/** What one look at a height gave. What cannot be known is {@link Unknown} with its reason, never a number. */
public sealed interface Reading {

    /**
     * A height that was read.
     *
     * @param value in blocks, not negative
     */
    record Height(long value) implements Reading {
        public Height {
            if (value < 0) {
                throw new IllegalArgumentException("a height is not negative: " + value);
            }
        }
    }

    /**
     * No height.
     *
     * @param reason what was found instead, for a person to read
     */
    record Unknown(String reason) implements Reading {}
}
