package dev.baton.syncmonitor.domain.verification;

import dev.baton.syncmonitor.domain.verification.RowTable.Span;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Walks over heights in pieces, each as large as a statement can bear. */
final class Chunks {

    /** Of the time that a statement has taken. */
    private static final int REST = 10;

    private Chunks() {}

    /** What is done with one piece. */
    @FunctionalInterface
    interface Work {

        /** @return how long its longest statement took */
        Duration on(Span span) throws Unreachable;
    }

    /**
     * From the first height to the last.
     *
     * @param first the size of the first piece
     * @param enough asked before each piece whether to stop
     * @throws Unreachable where a piece could not be read, or not even the smallest in time
     */
    static void walk(long from, long to, ChunkSize first, BooleanSupplier enough, Work work) throws Unreachable {
        var size = first;
        var at = from;
        while (at <= to && !enough.getAsBoolean()) {
            var span = new Span(at, at + Math.min(size.heights() - 1, to - at));
            try {
                size = size.after(span.heights(), work.on(span));
            } catch (Unreachable.TooSlow tooSlow) {
                size = size.afterFailure(span.heights()).orElse(null);
                if (size == null) {
                    throw tooSlow;
                }
                continue;
            }
            at = span.to() + 1;
        }
    }

    /** Leaves the databases to others after statements that took so long together. */
    static void rest(Duration took, Course course) throws Unreachable {
        course.pause(took.dividedBy(REST));
    }
}
