package dev.baton.load;

/**
 * The ticks of one client: equally spaced from its first, missed ones skipped. Not thread-safe.
 */
final class Pace {

    private final long spacingNanos;
    private long next;

    Pace(long firstNanos, long spacingNanos) {
        this.next = firstNanos;
        this.spacingNanos = spacingNanos;
    }

    /**
     * The ticks of client number {@code index} of a stream: the clients take turns, so that the stream is even.
     */
    static Pace of(Traffic traffic, int index, long startNanos) {
        double perClient = traffic.perSecond() / traffic.clients();
        long spacing = Math.round(1e9 / perClient);
        return new Pace(startNanos + spacing * index / traffic.clients(), spacing);
    }

    /** The next tick that is not before {@code now}. */
    long next(long now) {
        if (now - next > 0) {
            next += Math.ceilDiv(now - next, spacingNanos) * spacingNanos;
        }
        long tick = next;
        next += spacingNanos;
        return tick;
    }
}
