package dev.baton.bench.readiness;

import java.time.Instant;
import java.util.SplittableRandom;

/** A host's clock: it may be off from the beginning, and may be set at some moment. */
final class Clock {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int[] JUMPS_MILLIS = {300, 1_000, 5_000, 20_000, 3_600_000};

    private final long offset;
    private final int jumpAt;
    private final long jump;

    Clock(Circumstances world, int offBy, SplittableRandom random) {
        offset = offBy == 0 ? 0 : random.nextInt(-offBy, offBy);
        jumpAt = random.nextInt(100) < 15 ? random.nextInt(world.ticks()) : Integer.MAX_VALUE;
        var by = JUMPS_MILLIS[random.nextInt(JUMPS_MILLIS.length)];
        jump = random.nextBoolean() ? by : -by;
    }

    Instant at(int tick) {
        return START.plusMillis(offset + (long) tick * Circumstances.TICK_MILLIS + (tick >= jumpAt ? jump : 0));
    }

    boolean jumps(int tick) {
        return tick == jumpAt;
    }
}
