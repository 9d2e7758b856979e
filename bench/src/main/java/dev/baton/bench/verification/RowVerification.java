package dev.baton.bench.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.bench.Figures;
import dev.baton.bench.Measurement;
import dev.baton.bench.MeasurementFailure;
import dev.baton.codec.BatonJson;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.Envelope;
import dev.baton.events.SyncComplete;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Slot;
import dev.baton.support.PostgresServer;
import dev.baton.syncmonitor.adapter.postgres.PostgresConnections;
import dev.baton.syncmonitor.adapter.probe.DescribedArchives;
import dev.baton.syncmonitor.adapter.probe.Endpoints;
import dev.baton.syncmonitor.adapter.probe.Web;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import dev.baton.syncmonitor.domain.Watchlist.Proof;
import dev.baton.syncmonitor.domain.verification.Bookmarks;
import dev.baton.syncmonitor.domain.verification.Course;
import dev.baton.syncmonitor.domain.verification.DataVerification;
import dev.baton.syncmonitor.domain.verification.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The verification's comparison of all rows of two databases on one server, 37 of which differ: changed, missing and
 * additional ones. Its time stands beside that of one checksum over all rows of the one and then of the other, with the
 * same hash and likewise on one processor; and the time that a reader of the same rows has to wait beside that before.
 */
@Command(
        name = "verification",
        description = {
            "All rows of green against blue's, 37 of them differing, beside a plain checksum.",
            "Two databases on one PostgreSQL of its own; a client reads all the while."
        })
public final class RowVerification implements Measurement {

    private static final int DIFFERING = 37;
    private static final int LISTED = 20;
    private static final int PER_HEIGHT = 5;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration READING = Duration.ofSeconds(10);
    private static final String ROWS = "SELECT height, n, fee, ok, memo, hash FROM transactions";
    private static final String CHECKSUM =
            "SELECT count(*), sum(hashtextextended(ROW(n, fee, hash, memo, ok)::text, 0)) FROM (" + ROWS + ") AS rows";

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "500000",
            description = "How many rows each database has: 10000 to 20000000. Default: ${DEFAULT-VALUE}.")
    private int rows = 500_000;

    @Override
    public Figures measure(Consumer<String> progress) throws IOException, InterruptedException {
        if (rows < 10_000 || rows > 20_000_000) {
            throw new MeasurementFailure("--rows is 10000 to 20000000");
        }
        var directory = Files.createTempDirectory("baton-verification");
        try (var postgres = PostgresServer.start(directory)) {
            progress.accept("fills two databases with " + rows + " rows each");
            var differing = fill(postgres);
            var plain = time(() -> {
                postgres.execute("green", "SET max_parallel_workers_per_gather = 0", "SET jit = off", CHECKSUM);
                postgres.execute("blue", "SET max_parallel_workers_per_gather = 0", "SET jit = off", CHECKSUM);
            });
            progress.accept("one checksum over each took " + plain.toMillis() + " ms");
            return verify(postgres, differing, plain);
        } finally {
            remove(directory);
        }
    }

    private Figures verify(PostgresServer postgres, List<Long> differing, Duration plain) throws InterruptedException {
        var heights = rows / PER_HEIGHT;
        var before = Readers.p99(postgres.jdbcUrl("green"), heights, READING);
        var stop = new AtomicBoolean();
        var reading = Readers.p99(postgres.jdbcUrl("green"), heights, stop);
        var outcome = new Outcome[1];
        var took = time(() -> outcome[0] = run(postgres));
        stop.set(true);
        var during = reading.join();
        if (!(outcome[0] instanceof Outcome.Differing(var mismatch))) {
            throw new MeasurementFailure("nothing was found to differ: " + outcome[0]);
        }
        var named = mismatch.differences().stream()
                .map(difference -> difference.row().orElse("none"))
                .toList();
        var exact =
                named.equals(differing.stream().limit(LISTED).map(n -> "n=" + n).toList());
        var timeRatio = (double) took.toNanos() / plain.toNanos();
        var readRatio = (double) during / before;
        var json = JsonNodeFactory.instance.objectNode();
        json.put("rows", rows);
        json.put("differing", DIFFERING);
        json.put("found", mismatch.total());
        json.put("timeRatio", Math.round(timeRatio * 100) / 100.0);
        json.put("readP99Ratio", Math.round(readRatio * 100) / 100.0);
        json.put("verificationMs", took.toMillis());
        json.put("checksumMs", plain.toMillis());
        json.put("readP99MicrosBefore", before / 1_000);
        json.put("readP99MicrosDuring", during / 1_000);
        var text = List.of(
                "%d rows in each of two databases, %d differing, %d found; the first %d named are %s"
                        .formatted(rows, DIFFERING, mismatch.total(), LISTED, exact ? "the right ones" : "WRONG"),
                "%d ms, %.2f times one checksum of both tables".formatted(took.toMillis(), timeRatio),
                "a reader's p99: %d µs before, %d µs during, %.2f times"
                        .formatted(before / 1_000, during / 1_000, readRatio));
        return new Figures(text, json, exact && mismatch.total() == DIFFERING && timeRatio <= 2 && readRatio <= 2);
    }

    /** Fills both with the same, and changes green; returns the numbers of the rows that differ, in order. */
    private List<Long> fill(PostgresServer postgres) {
        var numbers = new TreeSet<Long>();
        new SplittableRandom(7).longs(0, rows).distinct().limit(DIFFERING).forEach(numbers::add);
        for (var name : List.of("green", "blue")) {
            postgres.execute("postgres", "CREATE DATABASE " + name);
            postgres.execute(
                    name,
                    "CREATE TABLE transactions AS SELECT n / " + PER_HEIGHT + " AS height, n, n * 1.5 AS fee,"
                            + " n % 3 = 0 AS ok, 'memo ' || n AS memo, decode(md5(n::text), 'hex') AS hash"
                            + " FROM generate_series(0, " + (rows - 1) + ") AS n",
                    "CREATE INDEX ON transactions (height)",
                    "VACUUM ANALYZE transactions");
        }
        var i = 0;
        for (var n : numbers) {
            switch (i++ % 3) {
                case 0 -> postgres.execute("green", "UPDATE transactions SET fee = fee + 1 WHERE " + at(n));
                case 1 -> postgres.execute("green", "DELETE FROM transactions WHERE " + at(n));
                default -> postgres.execute("blue", "DELETE FROM transactions WHERE " + at(n));
            }
        }
        return List.copyOf(numbers);
    }

    private static String at(long n) {
        return "height = " + n / PER_HEIGHT + " AND n = " + n;
    }

    private Outcome run(PostgresServer postgres) {
        try (var web = new Web(new Web.Limits(Duration.ofSeconds(1), Duration.ofSeconds(1), 1 << 20))) {
            var clock = Clock.systemUTC();
            var archives = new DescribedArchives(
                    web,
                    new Endpoints(web, _ -> Optional.empty(), clock),
                    new PostgresConnections(_ -> Optional.empty()),
                    Duration.ofSeconds(60));
            var green = deployment(postgres, 1, "green");
            long top = rows / PER_HEIGHT - 1L;
            var certificate = new ReadinessCertificate(NOW, NOW, NOW.plusSeconds(60), top, top, 2, List.of());
            var proof = Envelope.first(
                    URI.create("/baton/bench"),
                    new ApplicationName("bench"),
                    Optional.of(green.id()),
                    NOW,
                    new SyncComplete(certificate));
            var due = new Due(
                    green,
                    Optional.of(deployment(postgres, 2, "blue")),
                    new Proof(proof, certificate),
                    Optional.empty());
            return DataVerification.run(due, archives, NOW, new SplittableRandom(7), new Paced());
        }
    }

    private Deployment deployment(PostgresServer postgres, int number, String database) {
        var json = """
                {"name": "bench", "run": {"runtime": "process", "process": {"command": ["none"]}},
                 "sync": {"height": {"sql": "SELECT 1"}, "tip": [{"evm": {"url": "http://127.0.0.1:1"}}]},
                 "verify": {"blocks": "SELECT height, '' AS hash FROM transactions", "finality": 0,
                            "skip": ["identity", "gaps", "range", "sourceHashes", "blueHashes"],
                            "tables": [{"name": "transactions", "rows": "%s", "key": ["n"]}]},
                 "route": {"listen": 18999}}""".formatted(ROWS);
        try {
            var event = new EventId("verification");
            return new Deployment(
                    new DeploymentId(UUID.fromString("019aa2c0-0000-7000-8000-00000000000" + number)),
                    "1",
                    BatonJson.mapper().readValue(json, Descriptor.class),
                    Slot.A,
                    Address.loopback(1),
                    Optional.of(new DatabaseLocation(
                            Address.loopback(postgres.port()), database, "postgres", Optional.empty())),
                    Optional.empty(),
                    Optional.empty(),
                    "bench",
                    NOW,
                    new Stage.Starting(),
                    NOW,
                    event,
                    event,
                    Optional.of(NOW),
                    0,
                    0,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    /** With the pauses of the sync-monitor. */
    private static final class Paced implements Course {
        private final Bookmarks bookmarks = new Bookmarks();

        @Override
        public void tell(String check, String against, long done, Optional<Long> total) {
            // The figures tell.
        }

        @Override
        public void pause(Duration pause) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Bookmarks bookmarks() {
            return bookmarks;
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
