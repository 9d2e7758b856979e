package dev.baton.bench.verification;

import dev.baton.events.DataMismatch;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One round: nothing but the reader, then the plain checksums, then the verification, so that whatever else is going on
 * on the machine meets all three.
 *
 * @param checksum how long the plain checksums took
 * @param verification how long the verification took
 * @param quietNanos the reader's 99th percentile with nothing beside it
 * @param checksumNanos the same beside the plain checksums
 * @param verificationNanos the same beside the verification
 * @param found what the verification found
 */
record Round(
        Duration checksum,
        Duration verification,
        long quietNanos,
        long checksumNanos,
        long verificationNanos,
        DataMismatch found) {

    double timeRatio() {
        return (double) verification.toNanos() / checksum.toNanos();
    }

    double readRatio() {
        return (double) verificationNanos / quietNanos;
    }

    double readRatioOfChecksum() {
        return (double) checksumNanos / quietNanos;
    }

    static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        var sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        var middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d ms beside %d ms for the checksums, %.2f times; a reader's p99 %d µs, %d µs beside the checksums, %d µs"
                        + " beside the verification, %.2f times",
                verification.toMillis(),
                checksum.toMillis(),
                timeRatio(),
                quietNanos / 1_000,
                checksumNanos / 1_000,
                verificationNanos / 1_000,
                readRatio());
    }
}
