package dev.baton.load;

import dev.baton.load.wire.Target;
import java.time.Duration;
import java.util.List;

/**
 * What load to keep where, and its bounds: whichever is reached first ends it.
 *
 * @param target an address of this machine
 * @param traffic one or more streams
 * @param longest the time after which no request begins any more, at most {@value #MOST_MINUTES} minutes
 * @param mostRequests the number of HTTP requests after which none begins any more
 * @param answerWithin the longest that an answer may take; longer is a loss
 */
public record LoadPlan(
        Target target, List<Traffic> traffic, Duration longest, long mostRequests, Duration answerWithin) {

    private static final int MOST_MINUTES = 60;
    private static final long MOST_REQUESTS = 10_000_000;
    private static final double MOST_PER_SECOND = 10_000;

    /** Checks the bounds and copies the list. */
    public LoadPlan {
        traffic = List.copyOf(traffic);
        if (traffic.isEmpty()) {
            throw new IllegalArgumentException("A plan has at least one stream of traffic");
        }
        if (!longest.isPositive() || longest.compareTo(Duration.ofMinutes(MOST_MINUTES)) > 0) {
            throw new IllegalArgumentException("Load lasts more than 0 and at most " + MOST_MINUTES + " minutes");
        }
        if (mostRequests < 1 || mostRequests > MOST_REQUESTS) {
            throw new IllegalArgumentException("1 to " + MOST_REQUESTS + " requests, not " + mostRequests);
        }
        if (!answerWithin.isPositive()) {
            throw new IllegalArgumentException("answerWithin is more than 0");
        }
        double rate = traffic.stream().mapToDouble(Traffic::perSecond).sum();
        if (rate > MOST_PER_SECOND) {
            throw new IllegalArgumentException("At most " + MOST_PER_SECOND + " requests a second, not " + rate);
        }
    }
}
