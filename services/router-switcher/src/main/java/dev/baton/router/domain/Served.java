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

    /** The version before is compared with from so many requests on; with fewer it counts as never failing. */
    public static final long FEWEST_BEFORE = 100;

    private static final double PERCENT = 100;

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

        private Share share() {
            return new Share(requests, failed);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%d of %d requests (%.1f %%)", failed, requests, PERCENT * share().value());
        }
    }

    /**
     * Why the version in probation fails too often, with the numbers; empty where it does not, or not surely.
     *
     * @param percentMore how many percent of its requests may fail above what the version before had
     */
    public Optional<String> breach(double percentMore) {
        var usual = before.requests() < FEWEST_BEFORE ? 0 : before.share().value();
        var allowed = usual + percentMore / PERCENT;
        if (since.failed() < FEWEST_FAILED || since.share().atLeast() <= allowed) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%s failed since the switch, %s by the version before; %.1f %% is allowed",
                since,
                before,
                PERCENT * allowed));
    }
}
