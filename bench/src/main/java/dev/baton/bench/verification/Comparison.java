package dev.baton.bench.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.bench.MeasurementFailure;
import dev.baton.codec.BatonJson;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.DataMismatch;
import dev.baton.events.Envelope;
import dev.baton.events.SyncComplete;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Slot;
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
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** The sync-monitor's own verification, of nothing but one table, with its pauses. */
final class Comparison {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final int port;
    private final int heights;

    /** @param port of the server with the databases green and blue */
    Comparison(int port, int heights) {
        this.port = port;
        this.heights = heights;
    }

    /** Runs once, from the first row to the last. */
    DataMismatch run() {
        try (var web = new Web(new Web.Limits(Duration.ofSeconds(1), Duration.ofSeconds(1), 1 << 20))) {
            var archives = new DescribedArchives(
                    web,
                    new Endpoints(web, _ -> Optional.empty(), Clock.systemUTC()),
                    new PostgresConnections(_ -> Optional.empty()),
                    Duration.ofSeconds(60));
            var green = deployment(1, "green");
            var top = heights - 1L;
            var certificate = new ReadinessCertificate(NOW, NOW, NOW.plusSeconds(60), top, top, 2, List.of());
            var proof = Envelope.first(
                    URI.create("/baton/bench"),
                    new ApplicationName("bench"),
                    Optional.of(green.id()),
                    NOW,
                    new SyncComplete(certificate));
            var due =
                    new Due(green, Optional.of(deployment(2, "blue")), new Proof(proof, certificate), Optional.empty());
            return switch (DataVerification.run(due, archives, NOW, new SplittableRandom(7), new Paced())) {
                case Outcome.Differing(var mismatch) -> mismatch;
                case Outcome other -> throw new MeasurementFailure("nothing was found to differ: " + other);
            };
        }
    }

    private Deployment deployment(int number, String database) {
        var json = """
                {"name": "bench", "run": {"runtime": "process", "process": {"command": ["none"]}},
                 "sync": {"height": {"sql": "SELECT 1"}, "tip": [{"evm": {"url": "http://127.0.0.1:1"}}]},
                 "verify": {"blocks": "SELECT height, '' AS hash FROM transactions", "finality": 0,
                            "skip": ["identity", "gaps", "range", "sourceHashes", "blueHashes"],
                            "tables": [{"name": "transactions", "rows": "%s", "key": ["n"]}]},
                 "route": {"listen": 18999}}""".formatted(Rows.QUERY);
        try {
            var event = new EventId("verification");
            return new Deployment(
                    new DeploymentId(UUID.fromString("019aa2c0-0000-7000-8000-00000000000" + number)),
                    "1",
                    BatonJson.mapper().readValue(json, Descriptor.class),
                    Slot.A,
                    Address.loopback(1),
                    Optional.of(new DatabaseLocation(Address.loopback(port), database, "postgres", Optional.empty())),
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
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

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
}
