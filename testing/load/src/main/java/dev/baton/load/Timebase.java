package dev.baton.load;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Relates the monotonic clock, by which a run measures, to the wall clock, in which events are dated. Both are read
 * once; a step of the wall clock during the run does not move what was measured, but would shift its relation to
 * events dated after the step.
 */
public final class Timebase {

    private final LongSupplier nanoTime;
    private final Instant anchor;
    private final long anchorNanos;

    private Timebase(InstantSource wall, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.anchor = wall.instant();
        this.anchorNanos = nanoTime.getAsLong();
    }

    /** Anchors the monotonic clock at the present reading of the wall clock. */
    public static Timebase anchored(InstantSource wall, LongSupplier nanoTime) {
        return new Timebase(wall, nanoTime);
    }

    /** This machine's clocks. */
    public static Timebase ofSystem() {
        return new Timebase(InstantSource.system(), System::nanoTime);
    }

    /** The monotonic clock now, in nanoseconds. */
    public long nanos() {
        return nanoTime.getAsLong();
    }

    /** The wall clock time of a monotonic reading. */
    public Instant at(long nanos) {
        return anchor.plusNanos(nanos - anchorNanos);
    }

    /** The monotonic reading of a wall clock time. */
    public long nanosAt(Instant time) {
        return anchorNanos + Duration.between(anchor, time).toNanos();
    }
}
