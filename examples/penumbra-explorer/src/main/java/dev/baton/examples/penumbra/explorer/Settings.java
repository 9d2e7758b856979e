package dev.baton.examples.penumbra.explorer;

import dev.baton.examples.penumbra.DatabaseUrl;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the environment configures, by the names that Penumbra's explorer has for it.
 *
 * @param port {@code PORT}; 0 takes a free one; default 8080
 * @param source {@code SOURCE_DB_URL}, {@code postgresql://user:password@host:port/database}
 * @param destination {@code DEST_DB_URL}, likewise
 * @param batchSize {@code BATCH_SIZE}, blocks per transaction; 1 to 10000, default 100
 * @param poll {@code POLLING_INTERVAL_MS}, between looks for new blocks; default 1000
 * @param mostBlocksPerSecond {@code STAND_IN_BLOCKS_PER_SECOND}, the stand-in's own, to watch it catch up; default no
 *     limit
 */
record Settings(
        int port,
        DatabaseUrl source,
        DatabaseUrl destination,
        int batchSize,
        Duration poll,
        OptionalInt mostBlocksPerSecond) {

    /** Reads the environment; throws IllegalArgumentException with the variable's name and what it should be. */
    static Settings from(Map<String, String> environment) {
        return new Settings(
                number(environment, "PORT", 8080, 0, 65_535),
                DatabaseUrl.from(environment, "SOURCE_DB_URL"),
                DatabaseUrl.from(environment, "DEST_DB_URL"),
                number(environment, "BATCH_SIZE", 100, 1, 10_000),
                Duration.ofMillis(number(environment, "POLLING_INTERVAL_MS", 1_000, 1, 60_000)),
                environment.containsKey("STAND_IN_BLOCKS_PER_SECOND")
                        ? OptionalInt.of(number(environment, "STAND_IN_BLOCKS_PER_SECOND", 1, 1, 1_000_000))
                        : OptionalInt.empty());
    }

    private static int number(Map<String, String> environment, String name, int absent, int least, int most) {
        try {
            int number = Integer.parseInt(environment.getOrDefault(name, "" + absent));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Answered below, like a number out of range.
        }
        throw new IllegalArgumentException(name + " should be a number between " + least + " and " + most);
    }
}
