package dev.baton.bench.verification;

import dev.baton.bench.MeasurementFailure;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** One client that reads the rows of a random height, again and again, as an instance does for its users. */
final class Readers {

    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private Readers() {}

    /** Reads until it is told to stop; the result is the 99th percentile in nanoseconds. */
    static CompletableFuture<Long> p99(String jdbcUrl, long heights, AtomicBoolean stop) {
        return CompletableFuture.supplyAsync(
                () -> {
                    var times = LongStream.builder();
                    var random = new SplittableRandom(7);
                    try (var connection = DriverManager.getConnection(jdbcUrl);
                            var query = connection.prepareStatement("SELECT * FROM transactions WHERE height = ?")) {
                        while (!stop.get()) {
                            var begin = System.nanoTime();
                            query.setLong(1, random.nextLong(heights));
                            try (var rows = query.executeQuery()) {
                                while (rows.next()) {
                                    rows.getString(2);
                                }
                            }
                            times.add(System.nanoTime() - begin);
                            LockSupport.parkNanos(PAUSE_NANOS);
                        }
                    } catch (SQLException failure) {
                        throw new MeasurementFailure("a reader failed: " + failure.getMessage());
                    }
                    var sorted = times.build().sorted().toArray();
                    if (sorted.length == 0) {
                        throw new MeasurementFailure("nothing was read");
                    }
                    return sorted[(int) Math.min(sorted.length - 1L, sorted.length * 99L / 100)];
                },
                command -> Thread.ofPlatform().daemon().start(command));
    }

    /** The same for some seconds. */
    static long p99(String jdbcUrl, long heights, Duration time) throws InterruptedException {
        var stop = new AtomicBoolean();
        var reading = p99(jdbcUrl, heights, stop);
        Thread.sleep(time);
        stop.set(true);
        return reading.join();
    }
}
