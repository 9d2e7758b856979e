package dev.baton.codec;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The topics of Baton. The key is always the application's name, so an application's events are in order. */
public enum Topic {
    /** What CI and people ask for. */
    REQUESTS("requests.v1", Kept.FOR_LONG),
    /** Every fact of every deployment's life. */
    DEPLOYMENTS("deployments.v1", Kept.FOR_EVER),
    /** The samples, the only frequent event. */
    SYNC_PROGRESS("sync-progress.v1", Kept.FOR_DAYS),
    /** The route of each application. */
    ROUTES("routes.v1", Kept.NEWEST),
    /** The audit records. */
    AUDIT("audit.v1", Kept.FOR_EVER_WRAPPED);

    /** What all topics' names begin with where nothing else is configured. */
    public static final String DEFAULT_PREFIX = "baton.";

    private static final Duration LONG = Duration.ofDays(365);
    private static final Duration DAYS = Duration.ofDays(7);
    private static final String DEAD_LETTER_SUFFIX = ".dlq";

    private final String base;
    private final Kept kept;

    Topic(String base, Kept kept) {
        this.base = base;
        this.kept = kept;
    }

    /** The topic's name behind the prefix. */
    public String in(String prefix) {
        return prefix + base;
    }

    /** The topic that takes what could not be read from this one. */
    public String deadLettersIn(String prefix) {
        return in(prefix) + DEAD_LETTER_SUFFIX;
    }

    /** The topic's configuration, in Kafka's own words. */
    public Map<String, String> configuration() {
        return kept.configuration();
    }

    /** The configuration of every dead-letter topic. */
    public static Map<String, String> deadLetterConfiguration() {
        return Kept.FOR_LONG_WRAPPED.configuration();
    }

    private enum Kept {
        FOR_EVER,
        /** For ever; a record holds another one whole, so it may be larger than that. */
        FOR_EVER_WRAPPED,
        FOR_LONG,
        /** For long; a record is another one with headers about it. */
        FOR_LONG_WRAPPED,
        FOR_DAYS,
        NEWEST;

        Map<String, String> configuration() {
            return switch (this) {
                case FOR_EVER -> keptFor(-1);
                case FOR_EVER_WRAPPED -> wrapped(keptFor(-1));
                case FOR_LONG -> keptFor(LONG.toMillis());
                case FOR_LONG_WRAPPED -> wrapped(keptFor(LONG.toMillis()));
                case FOR_DAYS -> keptFor(DAYS.toMillis());
                case NEWEST -> Map.of("cleanup.policy", "compact");
            };
        }

        private static Map<String, String> keptFor(long millis) {
            return Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(millis));
        }

        private static Map<String, String> wrapped(Map<String, String> configuration) {
            var all = new HashMap<>(configuration);
            all.put("max.message.bytes", Integer.toString(3 * EventCodec.LARGEST));
            return Map.copyOf(all);
        }
    }
}
