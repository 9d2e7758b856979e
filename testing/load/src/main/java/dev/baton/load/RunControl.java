package dev.baton.load;

import dev.baton.load.wire.Deadlines;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What all clients of a run share: when to stop, how many requests are left, and where to write down what happened. */
final class RunControl {

    private final LoadPlan plan;
    private final Timebase timebase;
    private final Ledger ledger;
    private final Deadlines deadlines = new Deadlines();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicLong begun = new AtomicLong();
    private final long endNanos;

    RunControl(LoadPlan plan, Timebase timebase, Ledger ledger) {
        this.plan = plan;
        this.timebase = timebase;
        this.ledger = ledger;
        this.endNanos = timebase.nanos() + plan.longest().toNanos();
    }

    LoadPlan plan() {
        return plan;
    }

    Timebase timebase() {
        return timebase;
    }

    Ledger ledger() {
        return ledger;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    void stop() {
        stopping.countDown();
    }

    /** Whether nothing new may begin: stopped, out of time or out of requests. */
    boolean over() {
        return stopping.getCount() == 0 || timebase.nanos() - endNanos >= 0 || begun.get() >= plan.mostRequests();
    }

    /** Takes one of the requests that are left and returns its number, or -1. */
    long takeRequest() {
        if (over()) {
            return -1;
        }
        long number = begun.getAndIncrement();
        return number < plan.mostRequests() ? number : -1;
    }

    /** Waits until the monotonic clock reads {@code nanos}, shorter if the run is stopped or out of time. */
    void pauseUntil(long nanos) throws InterruptedException {
        long until = nanos - endNanos > 0 ? endNanos : nanos;
        long wait = until - timebase.nanos();
        if (wait > 0) {
            boolean _ = stopping.await(wait, TimeUnit.NANOSECONDS);
        }
    }
}
