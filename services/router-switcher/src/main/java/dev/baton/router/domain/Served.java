package dev.baton.router.domain;

import java.util.Locale;
import java.util.Optional;

/**
 * What users were answered, beside the version before.
 *
 * @param since by the version in probation, since the switch
 * @param before by the version before, as far back as the record was read
 */
public record Served(Tally since, Tally before) {

    /** No failure rate says anything below so many failures. */
    public static final long FEWEST_FAILED = 5;

    /** So much more than the version before may fail, as a share of the requests. */
    public static final double ALLOWANCE = 0.01;

    /** The version before is compared with from so many requests on; with fewer it counts as never failing. */
    public static final long FEWEST_BEFORE = 100;

    /** One chance in two hundred of blaming a version that fails no more than it may. */
    private static final double STANDARD_DEVIATIONS = 2.6;

    /** Nothing yet. */
    public static final Served NOTHING = new Served(new Tally(0, 0), new Tally(0, 0));

    /**
     * Some requests that reached the application.
     *
     * @param failed those that were answered with 5xx, or not at all by the application
     */
    public record Tally(long requests, long failed) {

        public Tally plus(Tally other) {
            return new Tally(requests + other.requests, failed + other.failed);
        }

        private double share() {
            return requests == 0 ? 0 : (double) failed / requests;
        }

        /** The lower end of Wilson's interval: the version fails at least so often, chance aside. */
        private double atLeast() {
            var z2 = STANDARD_DEVIATIONS * STANDARD_DEVIATIONS;
            var n = (double) Math.max(1, requests);
            var spread = Math.sqrt(share() * (1 - share()) / n + z2 / (4 * n * n));
            return (share() + z2 / (2 * n) - STANDARD_DEVIATIONS * spread) / (1 + z2 / n);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%d of %d requests (%.1f %%)", failed, requests, 100 * share());
        }
    }

    /** Why the version in probation fails too often, with the numbers; empty where it does not, or not surely. */
    public Optional<String> breach() {
        var allowed = (before.requests() < FEWEST_BEFORE ? 0 : before.share()) + ALLOWANCE;
        if (since.failed() < FEWEST_FAILED || since.atLeast() <= allowed) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%s failed since the switch, %s by the version before; %.1f %% is allowed",
                since,
                before,
                100 * allowed));
    }
}
