package dev.baton.bench.budget;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that is put forward by hand, so that hours take seconds. */
final class VirtualClock extends Clock {

    private final Instant start;
    private final AtomicLong nanos = new AtomicLong();

    VirtualClock(Instant start) {
        this.start = start;
    }

    void forward(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
