package dev.baton.syncmonitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Folded;
import dev.baton.events.DataMismatch;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Condition;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Slot;
import dev.baton.model.Verification;
import dev.baton.support.PostgresServer;
import dev.baton.syncmonitor.adapter.postgres.PostgresConnections;
import dev.baton.syncmonitor.adapter.probe.DescribedArchives;
import dev.baton.syncmonitor.adapter.probe.Endpoints;
import dev.baton.syncmonitor.adapter.probe.EvmAnswers;
import dev.baton.syncmonitor.adapter.probe.TinyServer;
import dev.baton.syncmonitor.adapter.probe.Web;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import dev.baton.syncmonitor.domain.Watchlist.Proof;
import dev.baton.syncmonitor.domain.verification.Course;
import dev.baton.syncmonitor.domain.verification.DataVerification;
import dev.baton.syncmonitor.domain.verification.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A green and a blue with the same rows, each in a database of its own, and the chain's node. */
final class TwoVersions implements AutoCloseable {

    static final long TIP = 5_000;
    static final String ALL_BUT_TABLES = "[\"gaps\", \"range\", \"sourceHashes\", \"blueHashes\"]";

    /** The rows of both, four of each height. */
    static final String ROWS = """
            {"name": "t", "rows": "SELECT height, n, memo, raw, amount, at FROM t -- all", "key": ["n"]}""";

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    final TinyServer green = new TinyServer();
    final TinyServer blue = new TinyServer();

    /** Further members of {@code verify}, as JSON. */
    String more = "";

    /** What {@code verify.skip} holds, as JSON. */
    String skip = ALL_BUT_TABLES;

    private final PostgresServer postgres;
    private final PostgresConnections connections = new PostgresConnections(_ -> Optional.empty());
    private final Web web = new Web(new Web.Limits(Duration.ofSeconds(1), Duration.ofSeconds(2), 1 << 20));
    private final TinyServer node = new TinyServer().answering("/", new EvmAnswers(TIP));

    /** Replaces what is in the databases. */
    TwoVersions(PostgresServer postgres) {
        this.postgres = postgres;
        for (var name : List.of("green", "blue")) {
            postgres.execute(
                    "postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name);
            postgres.execute(
                    name,
                    "CREATE TABLE blocks AS SELECT height, ''::text AS hash FROM generate_series(0, %d) height"
                            .formatted(TIP),
                    "UPDATE blocks SET hash = '%s' WHERE height = 0".formatted(EvmAnswers.hash(0)),
                    "CREATE TABLE t (height bigint, n int, memo text, raw bytea, amount numeric, at timestamptz)",
                    """
                    INSERT INTO t SELECT n / 4, n, nullif('memo ' || mod(n, 100), 'memo 7'), decode(md5(n::text), 'hex'),
                      n * 1.50, '2026-01-01Z'::timestamptz + n * interval '1 second'
                    FROM generate_series(0, %d) n""".formatted(TIP * 4 + 3),
                    "CREATE INDEX ON t (height)");
        }
    }

    /** The table t with another query for its rows. */
    static String table(String rows) {
        return "{\"name\": \"t\", \"rows\": \"%s\", \"key\": [\"n\"]}".formatted(rows);
    }

    /** @param greens a member of green's {@code verify.tables}, as JSON */
    Due due(String greens, String blues) {
        return due(greens, Optional.of(deployment("blue", blue, blues)), Optional.empty());
    }

    Due due(String greens, Optional<Deployment> serving, Optional<Verification> before) {
        return new Due(deployment("green", green, greens), serving, proof(), before);
    }

    /** The deployment that serves. */
    Deployment serving(String blues) {
        return deployment("blue", blue, blues);
    }

    Outcome run(Due due) {
        return run(due, Course.unwatched());
    }

    Outcome run(Due due, Course course) {
        return DataVerification.run(due, archives(), NOW, new SplittableRandom(7), course);
    }

    /** A statement on the databases is ended after a second. */
    DescribedArchives archives() {
        var endpoints = new Endpoints(web, _ -> Optional.empty(), Clock.systemUTC());
        return new DescribedArchives(web, endpoints, connections, Duration.ofSeconds(1));
    }

    static Verification proven(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Proven.class);
        return ((Outcome.Proven) outcome).verification();
    }

    static DataMismatch mismatch(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Differing.class);
        return ((Outcome.Differing) outcome).mismatch();
    }

    static String reason(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Inconclusive.class);
        return ((Outcome.Inconclusive) outcome).reason();
    }

    @Override
    public void close() {
        web.close();
        node.close();
        green.close();
        blue.close();
    }

    private Deployment deployment(String database, TinyServer instance, String table) {
        var descriptor = Story.descriptor(
                "indexer", """
                {"height": {"sql": "SELECT max(height) FROM blocks"}, "tip": [{"evm": {"url": "%s"}}], "lease": "60s"}""".formatted(node.at("/")), """
                {"blocks": "SELECT height, hash FROM blocks", "skip": %s, "tables": [%s]%s}""".formatted(skip, table, more.isEmpty() ? "" : ", " + more));
        var story = new Story("indexer", descriptor, instance.port());
        var id = Story.deployment(database.length());
        var location = new DatabaseLocation(Address.loopback(postgres.port()), database, "postgres", Optional.empty());
        return switch (Application.unknown(new ApplicationName("indexer"))
                .after(story.accepted(id, Slot.A, Optional.of(location), NOW))) {
            case Folded.Accepted(var application) -> application.deployment(id).orElseThrow();
            case Folded.Void nothing -> throw new AssertionError(nothing.why());
        };
    }

    private Proof proof() {
        var certificate = new ReadinessCertificate(
                NOW, NOW, NOW.plusSeconds(60), TIP, TIP, 2, List.of(new Condition("lag", "0", "2", true)));
        var story = new Story("indexer", deployment("green", green, ROWS).descriptor(), 20_000);
        return new Proof(story.complete(Story.deployment(5), TIP, NOW), certificate);
    }
}
