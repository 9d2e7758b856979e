package dev.baton.bench.verification;

import dev.baton.bench.MeasurementFailure;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** One client that reads the rows of a random height all the while, as an instance does for its users. */
final class Reader implements AutoCloseable {

    private static final long PAUSE_NANOS = Duration.ofMillis(2).toNanos();
    private static final String QUERY = "SELECT * FROM transactions WHERE height = ?";

    private final String jdbcUrl;
    private final int heights;
    private final CompletableFuture<Void> reading;
    private LongStream.Builder times = LongStream.builder();
    private volatile boolean over;

    /** Begins to read. */
    Reader(String jdbcUrl, int heights) {
        this.jdbcUrl = jdbcUrl;
        this.heights = heights;
        reading = CompletableFuture.runAsync(
                this::read, command -> Thread.ofPlatform().daemon().start(command));
    }

    /**
     * The 99th percentile of what was read while the work was done, in nanoseconds.
     *
     * @throws MeasurementFailure where nothing was read
     */
    long p99During(Runnable work) {
        taken();
        work.run();
        var sorted = taken();
        if (sorted.length == 0) {
            throw new MeasurementFailure("nothing was read meanwhile");
        }
        return sorted[(int) (sorted.length * 99L / 100)];
    }

    /** @throws MeasurementFailure where a reading has failed */
    @Override
    public void close() {
        over = true;
        reading.join();
    }

    private synchronized void took(long nanos) {
        times.add(nanos);
    }

    private synchronized long[] taken() {
        var sorted = times.build().sorted().toArray();
        times = LongStream.builder();
        return sorted;
    }

    private void read() {
        var random = new SplittableRandom(7);
        try (var connection = DriverManager.getConnection(jdbcUrl);
                var query = connection.prepareStatement(QUERY)) {
            while (!over) {
                var begin = System.nanoTime();
                read(query, random.nextLong(heights));
                took(System.nanoTime() - begin);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (SQLException failure) {
            throw new MeasurementFailure("a reader failed: " + failure.getMessage());
        }
    }

    private static void read(PreparedStatement query, long height) throws SQLException {
        query.setLong(1, height);
        try (var rows = query.executeQuery()) {
            while (rows.next()) {
                rows.getString(2);
            }
        }
    }
}
