package dev.baton.bench.verification;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.bench.Figures;
import dev.baton.bench.Measurement;
import dev.baton.bench.MeasurementFailure;
import dev.baton.events.DataMismatch;
import dev.baton.support.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The verification's comparison of all rows of two databases on one server, 37 of which differ: changed, missing and
 * additional ones. Its time stands beside that of the cheapest whole-table checksum that a careful person would run: one
 * statement for each table, one after the other, with the same hash of the same columns' text and likewise on one
 * processor each. The time that a reader of the same rows has to wait stands beside that without either. All three
 * alternate, and the figures are the medians of the rounds' ratios.
 */
@Command(
        name = "verification",
        description = {
            "All rows of green against blue's, 37 of them differing, beside a plain checksum.",
            "Two databases on one PostgreSQL of its own; a client reads all the while."
        })
public final class RowVerification implements Measurement {

    private static final int LISTED = 20;
    private static final double BAR = 2;
    private static final Duration QUIET = Duration.ofSeconds(5);

    /** After that time so many rounds are enough. */
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private static final int FEWEST = 3;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "500000",
            description = "How many rows each database has: 10000 to 20000000. Default: ${DEFAULT-VALUE}.")
    private int rows = 500_000;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = {
                "How often everything is measured: 1 to 50. Default: ${DEFAULT-VALUE}.",
                "After three minutes it is at most three times."
            })
    private int rounds = 5;

    @Override
    public Figures measure(Consumer<String> progress) throws IOException, InterruptedException {
        if (rows < 10_000 || rows > 20_000_000) {
            throw new MeasurementFailure("--rows is 10000 to 20000000");
        }
        if (rounds < 1 || rounds > 50) {
            throw new MeasurementFailure("--rounds is 1 to 50");
        }
        var directory = Files.createTempDirectory("baton-verification");
        try (var postgres = PostgresServer.start(directory)) {
            progress.accept("fills two databases with " + rows + " rows each");
            var filled = new Rows(postgres, rows);
            var differing = filled.fill();
            var comparison = new Comparison(postgres.port(), filled.heights());
            var measured = new ArrayList<Round>();
            try (var reader = new Reader(postgres.jdbcUrl("green"), filled.heights())) {
                var begin = System.nanoTime();
                while (measured.size() < Math.min(rounds, FEWEST)
                        || measured.size() < rounds && System.nanoTime() - begin < LONGEST.toNanos()) {
                    measured.add(round(filled, comparison, reader));
                    progress.accept(measured.getLast().toString());
                }
            }
            return figures(measured, differing);
        } finally {
            remove(directory);
        }
    }

    private static Round round(Rows rows, Comparison comparison, Reader reader) {
        var took = new Duration[2];
        var found = new DataMismatch[1];
        var quiet = reader.p99During(RowVerification::rest);
        var beside = reader.p99During(() -> took[0] = time(rows::checksum));
        var during = reader.p99During(() -> took[1] = time(() -> found[0] = comparison.run()));
        return new Round(took[0], took[1], quiet, beside, during, found[0]);
    }

    private Figures figures(List<Round> measured, List<Long> differing) {
        var wanted = differing.stream().limit(LISTED).map(n -> "n=" + n).toList();
        var exact = measured.stream().allMatch(round -> named(round.found()).equals(wanted));
        var found = measured.stream()
                .mapToLong(round -> round.found().total())
                .filter(total -> total != Rows.DIFFERING)
                .findFirst()
                .orElse(Rows.DIFFERING);
        var timeRatio = Round.median(measured, Round::timeRatio);
        var readRatio = Round.median(measured, Round::readRatio);
        var readRatioOfChecksum = Round.median(measured, Round::readRatioOfChecksum);
        var json = JsonNodeFactory.instance.objectNode();
        json.put("rows", rows);
        json.put("differing", Rows.DIFFERING);
        json.put("found", found);
        json.put("timeRatio", rounded(timeRatio));
        json.put("readP99Ratio", rounded(readRatio));
        json.put("readP99RatioOfChecksum", rounded(readRatioOfChecksum));
        json.put("rounds", measured.size());
        json.put(
                "verificationMs",
                Math.round(Round.median(measured, round -> round.verification().toMillis())));
        json.put(
                "checksumMs",
                Math.round(Round.median(measured, round -> round.checksum().toMillis())));
        json.put("readP99MicrosBefore", Math.round(Round.median(measured, Round::quietNanos) / 1_000));
        json.put("readP99MicrosDuring", Math.round(Round.median(measured, Round::verificationNanos) / 1_000));
        var text = List.of(
                "%d rows in each of two databases, %d differing, %d found; the first %d named are %s"
                        .formatted(rows, Rows.DIFFERING, found, LISTED, exact ? "the right ones" : "WRONG"),
                String.format(Locale.ROOT, "%.2f times one checksum of both tables, median", timeRatio),
                String.format(
                        Locale.ROOT,
                        "a reader's p99: %.2f times, median; beside the checksums %.2f times",
                        readRatio,
                        readRatioOfChecksum));
        return new Figures(text, json, exact && found == Rows.DIFFERING && timeRatio <= BAR && readRatio <= BAR);
    }

    private static List<String> named(DataMismatch mismatch) {
        return mismatch.differences().stream()
                .map(difference -> difference.row().orElse("none"))
                .toList();
    }

    private static double rounded(double ratio) {
        return Math.round(ratio * 100) / 100.0;
    }

    private static void rest() {
        try {
            Thread.sleep(QUIET);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration time(Runnable work) {
        var begin = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void remove(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }
}
