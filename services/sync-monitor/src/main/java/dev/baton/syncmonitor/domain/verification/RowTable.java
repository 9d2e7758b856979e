package dev.baton.syncmonitor.domain.verification;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** The rows of one table of one deployment, as its own query of {@code verify.tables} tells them. Reads only. */
public interface RowTable extends AutoCloseable {

    /** The columns beside the height, by name. */
    SortedSet<String> columns() throws Unreachable;

    /**
     * What the store's own fast hash makes of texts that are the same everywhere: two stores with the same fingerprint
     * hash alike; others are compared by a hash that is slower and defined for all.
     */
    String fingerprint() throws Unreachable;

    /**
     * Counts and checksums of a range of heights, in one statement. The order of the rows does not matter, a row that
     * stands twice does.
     *
     * @param width how many heights a part of the range has
     */
    Slice slice(Span span, long width, Compared compared) throws Unreachable;

    /**
     * The rows of a range.
     *
     * @param most after how many to stop
     */
    List<Row> rows(Span span, Compared compared, int most) throws Unreachable;

    /** Whether a few heights can be read without reading most rows, as an index on the height allows. */
    boolean seeks(Span span) throws Unreachable;

    /** Gives back what it holds; the next question takes it anew. */
    @Override
    void close();

    /** A range of heights, both included. */
    record Span(long from, long to) {
        public Span {
            if (from > to) {
                throw new IllegalArgumentException("a range has a height: " + from + " to " + to);
            }
        }

        long heights() {
            return to - from + 1;
        }
    }

    /**
     * What is compared of a row.
     *
     * @param key columns that, with the height, tell one row from another; empty where nothing does
     * @param others all other columns that are compared
     * @param fast whether the store's own hash is good for both sides
     */
    record Compared(List<String> key, List<String> others, boolean fast) {
        public Compared {
            key = List.copyOf(key);
            others = List.copyOf(others);
        }
    }

    /**
     * The parts of a range.
     *
     * @param parts by their number, from 0; a part without rows is absent
     * @param took how long the statement ran
     */
    record Slice(Map<Long, Part> parts, Duration took) {
        public Slice {
            parts = Map.copyOf(parts);
        }
    }

    /**
     * One part of a range.
     *
     * @param checksum the sum of the rows' hashes, as decimal digits
     */
    record Part(long rows, String checksum) {

        static final Part EMPTY = new Part(0, "0");
    }

    /**
     * A row.
     *
     * @param key the key columns' values; empty for NULL
     * @param others the hashes of the other columns' values; empty for NULL
     */
    record Row(long height, List<Optional<String>> key, List<Optional<String>> others) {
        public Row {
            key = List.copyOf(key);
            others = List.copyOf(others);
        }
    }
}
