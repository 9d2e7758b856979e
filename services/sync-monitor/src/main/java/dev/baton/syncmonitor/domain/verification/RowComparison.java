package dev.baton.syncmonitor.domain.verification;

import dev.baton.events.DataMismatch.Difference;
import dev.baton.syncmonitor.domain.verification.RowTable.Compared;
import dev.baton.syncmonitor.domain.verification.RowTable.Part;
import dev.baton.syncmonitor.domain.verification.RowTable.Slice;
import dev.baton.syncmonitor.domain.verification.RowTable.Span;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Compares the rows of two tables range by range, as data-diff does: count and checksum of many parts in one statement,
 * so that one reading of all rows is enough to know in which parts the rows differ; only these are fetched, and cut once
 * more where they are large. In small timed statements with pauses, as pt-table-checksum does it.
 */
final class RowComparison {

    /** So many differing rows are enough: above, the total says at least how many they are. */
    static final long ENOUGH = 1_000;

    private static final int PARTS = 128;
    private static final long FEW_ROWS = 200;
    private static final int MOST_ROWS = 50_000;

    /** What was written last may still be on its way where an indexer writes a block's rows one by one. */
    private static final long NEWEST = 16;

    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final RowTable green;
    private final RowTable blue;
    private final Compared compared;
    private final long top;
    private final Course course;

    private RowDifferences found = RowDifferences.NONE;
    private long rows;

    /** @param top the highest height that is compared */
    RowComparison(RowTable green, RowTable blue, Compared compared, long top, Course course) {
        this.green = green;
        this.blue = blue;
        this.compared = compared;
        this.top = top;
        this.course = course;
    }

    /** Both sides of the same range. */
    private record Sides(Slice green, Slice blue) {

        Duration slower() {
            return green.took().compareTo(blue.took()) > 0 ? green.took() : blue.took();
        }

        long rows() {
            return green.parts().values().stream().mapToLong(Part::rows).sum();
        }
    }

    /**
     * Compares from a height on, until enough differences are found.
     *
     * @param dense from where on there are blocks; below, there should be next to nothing
     * @param equalUpTo is told up to where no row differs
     */
    void run(long from, long dense, LongConsumer equalUpTo) throws Unreachable {
        if (from < dense) {
            compare(new Span(from, Math.min(dense - 1, top)), equalUpTo);
        }
        Chunks.walk(
                Math.max(from, dense),
                top,
                ChunkSize.OF_ROWS,
                () -> found.total() >= ENOUGH,
                span -> compare(span, equalUpTo));
    }

    private Duration compare(Span span, LongConsumer equalUpTo) throws Unreachable {
        var before = found;
        var width = width(span);
        var sides = slice(span, width);
        try {
            narrow(span, width, sides);
        } catch (Unreachable unreachable) {
            // The same heights may be compared again, in smaller pieces.
            found = before;
            throw unreachable;
        }
        rows += sides.rows();
        if (found.total() == 0) {
            equalUpTo.accept(span.to());
        }
        return sides.slower();
    }

    RowDifferences found() {
        return found;
    }

    /** How many of green's rows were compared. */
    long rows() {
        return rows;
    }

    private Sides slice(Span span, long width) throws Unreachable {
        var sides = new Sides(green.slice(span, width, compared), blue.slice(span, width, compared));
        if (course.contended()) {
            green.close();
            blue.close();
        }
        Chunks.rest(sides.green().took().plus(sides.blue().took()), course);
        return sides;
    }

    /** Looks into the parts that differ. */
    private void narrow(Span span, long width, Sides sides) throws Unreachable {
        var numbers = new TreeSet<>(sides.green().parts().keySet());
        numbers.addAll(sides.blue().parts().keySet());
        for (var number : numbers) {
            var mine = sides.green().parts().getOrDefault(number, Part.EMPTY);
            var theirs = sides.blue().parts().getOrDefault(number, Part.EMPTY);
            if (found.total() < ENOUGH && !mine.equals(theirs)) {
                var from = span.from() + number * width;
                look(
                        new Span(from, from + Math.min(width - 1, span.to() - from)),
                        Math.max(mine.rows(), theirs.rows()));
            }
        }
    }

    private void look(Span span, long most) throws Unreachable {
        if (most > FEW_ROWS && span.heights() > 1) {
            var width = width(span);
            narrow(span, width, slice(span, width));
            return;
        }
        var differing = fetch(span);
        if (differing.total() > 0 && span.to() > top - NEWEST) {
            course.pause(SETTLE);
            differing = fetch(span);
        }
        found = found.and(differing);
    }

    private RowDifferences fetch(Span span) throws Unreachable {
        var mine = green.rows(span, compared, MOST_ROWS + 1);
        var theirs = blue.rows(span, compared, MOST_ROWS + 1);
        if (Math.max(mine.size(), theirs.size()) > MOST_ROWS) {
            var whole = new Difference(
                    span.from(), "other rows, more than " + MOST_ROWS + " to look into", "blue", "the same rows");
            return new RowDifferences(1, List.of(whole));
        }
        return RowDifferences.between(mine, theirs, compared);
    }

    private static long width(Span span) {
        return (span.heights() + PARTS - 1) / PARTS;
    }
}
