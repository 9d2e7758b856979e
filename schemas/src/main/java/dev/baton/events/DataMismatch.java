package dev.baton.events;

import java.util.List;
import java.util.Optional;

/**
 * The instance's data differs. The deployment ends here.
 *
 * @param check which check found it
 * @param pinnedHeight the height up to which the data was compared, in blocks
 * @param total how many heights, rows or answers differ
 * @param differences the first of them
 */
public record DataMismatch(String check, long pinnedHeight, long total, List<Difference> differences)
        implements LifecycleEvent {

    public DataMismatch {
        differences = List.copyOf(differences);
    }

    /**
     * One height, row or answer that differs.
     *
     * @param green what green has there; {@code missing} where it has nothing
     * @param against who disagrees: {@code source}, {@code blue}, or {@code itself} where green contradicts itself: a gap, a
     *     height twice
     * @param expected what that one has there
     * @param row which row of the height, by its key columns; empty where the height as a whole differs
     */
    public record Difference(long height, String green, String against, String expected, Optional<String> row) {

        /** Of a height as a whole. */
        public Difference(long height, String green, String against, String expected) {
            this(height, green, against, expected, Optional.empty());
        }
    }
}
