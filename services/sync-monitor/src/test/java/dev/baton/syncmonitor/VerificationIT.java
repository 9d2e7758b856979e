package dev.baton.syncmonitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Folded;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.DataMismatch.Difference;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Condition;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.SecretRef;
import dev.baton.model.Slot;
import dev.baton.model.Verification;
import dev.baton.model.Verification.Check;
import dev.baton.support.PostgresServer;
import dev.baton.syncmonitor.adapter.postgres.PostgresBlockTable;
import dev.baton.syncmonitor.adapter.postgres.PostgresConnections;
import dev.baton.syncmonitor.adapter.postgres.SqlHeightProbe;
import dev.baton.syncmonitor.adapter.probe.DescribedArchives;
import dev.baton.syncmonitor.adapter.probe.Endpoints;
import dev.baton.syncmonitor.adapter.probe.EvmAnswers;
import dev.baton.syncmonitor.adapter.probe.TinyServer;
import dev.baton.syncmonitor.adapter.probe.Web;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import dev.baton.syncmonitor.domain.Watchlist.Proof;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.verification.BlockTable.Extent;
import dev.baton.syncmonitor.domain.verification.DataVerification;
import dev.baton.syncmonitor.domain.verification.Outcome;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verification and SQL probes against a real PostgreSQL and a node that speaks JSON-RPC. */
class VerificationIT {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final long TIP = 200;
    private static final long PINNED = 198;

    private static final String SCANS = "SELECT coalesce(%s, 0) FROM pg_stat_user_tables WHERE relname = 'many'";

    private static PostgresServer postgres;
    private static Path data;

    private final PostgresConnections connections = new PostgresConnections(_ -> Optional.of("any"));
    private final Web web = new Web(new Web.Limits(Duration.ofSeconds(1), Duration.ofSeconds(2), 1 << 20));
    private final EvmAnswers chain = new EvmAnswers(TIP);
    private final TinyServer node = new TinyServer().answering("/", chain);
    private String chainId = "31337";

    @BeforeAll
    static void startPostgres(@TempDir Path directory) {
        postgres = PostgresServer.start(directory);
        data = directory.resolve("data");
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void freshDatabases() {
        postgres.execute(
                "postgres",
                "DROP DATABASE IF EXISTS green WITH (FORCE)",
                "DROP DATABASE IF EXISTS blue WITH (FORCE)",
                "CREATE DATABASE green",
                "CREATE DATABASE blue");
        // Two data models: green keeps hashes as bytes, blue as upper-case text without a prefix.
        postgres.execute(
                "green",
                "CREATE TABLE blocks (height bigint PRIMARY KEY, hash bytea)",
                fill("decode(substr('%s', 3), 'hex')"));
        postgres.execute(
                "blue", "CREATE TABLE blocks (height integer PRIMARY KEY, hash text)", fill("upper(substr('%s', 3))"));
    }

    @AfterEach
    void stop() {
        web.close();
        node.close();
    }

    @Test
    void provesWhatIsCompleteAndRightAndSaysWhatItDidNotCheck() {
        var verification = proven(verify(green(), Optional.of(blue())));

        assertThat(verification.pinnedHeight()).isEqualTo(PINNED);
        assertThat(verification.validUntil()).isEqualTo(NOW.plusSeconds(60));
        assertThat(verification.checks())
                .extracting(Check::name, Check::against)
                .containsExactly(
                        tuple("identity", "source"),
                        tuple("gaps", "itself"),
                        tuple("range", "blue"),
                        tuple("hashes", "source"),
                        tuple("hashes", "blue"));
        assertThat(verification.checks().get(1).compared()).isEqualTo(PINNED + 1);
        assertThat(verification.unchecked())
                .anyMatch(left -> left.startsWith("hashes at all but "))
                .anyMatch(left -> left.contains("above 198"));
    }

    @Test
    void namesEveryMissingHeightUpToABoundAndHowManyTheyAre() {
        postgres.execute("green", "DELETE FROM blocks WHERE height = 17 OR height BETWEEN 100 AND 129");

        assertThat(verify(green(), Optional.empty())).isInstanceOfSatisfying(Outcome.Differing.class, differing -> {
            var mismatch = differing.mismatch();
            assertThat(mismatch.check()).isEqualTo("gaps");
            assertThat(mismatch.total()).isEqualTo(31);
            assertThat(mismatch.differences()).hasSize(20);
            assertThat(mismatch.differences().getFirst())
                    .isEqualTo(new Difference(17, "missing", "itself", "one block"));
            assertThat(mismatch.differences().getLast().height()).isEqualTo(118);
        });
    }

    @Test
    void missesTheNewestBlocksToo() {
        postgres.execute("green", "DELETE FROM blocks WHERE height > 195");

        assertThat(differences(verify(green(), Optional.empty())))
                .extracting(Difference::height)
                .containsExactly(196L, 197L, 198L);
    }

    @Test
    void awaitsABlockThatIsMissingAmongThoseThatMayStillBeReplaced() {
        postgres.execute("green", "DELETE FROM blocks WHERE height = 199");

        assertThat(reason(verify(green(), Optional.empty()))).contains("1 of the newest blocks, from 199 to 200");

        postgres.execute("green", "DELETE FROM blocks WHERE height = 200");
        assertThat(proven(verify(green(), Optional.empty())).pinnedHeight()).isEqualTo(PINNED);
    }

    @Test
    void seesABlockThatStandsTwice() {
        postgres.execute(
                "green",
                "ALTER TABLE blocks DROP CONSTRAINT blocks_pkey",
                "INSERT INTO blocks SELECT * FROM blocks WHERE height = 50");

        assertThat(differences(verify(green(), Optional.empty())))
                .containsExactly(new Difference(50, "2 blocks", "itself", "one block"));
    }

    @Test
    void namesTheHeightsWhoseHashesDifferFromTheSource() {
        postgres.execute(
                "green",
                "UPDATE blocks SET hash = '\\xdead' WHERE height = 198",
                "UPDATE blocks SET hash = NULL WHERE height = 196");

        assertThat(differences(verify(green(), Optional.empty())))
                .containsExactly(
                        new Difference(
                                196, "none", "source", EvmAnswers.hash(196).substring(2)),
                        new Difference(
                                198, "dead", "source", EvmAnswers.hash(198).substring(2)));
    }

    @Test
    void namesTheHeightsWhoseHashesDifferFromBlue() {
        postgres.execute("blue", "UPDATE blocks SET hash = '0xBEEF' WHERE height = 0");

        assertThat(differences(verify(green(), Optional.of(blue()))))
                .containsExactly(new Difference(0, EvmAnswers.hash(0).substring(2), "blue", "beef"));
    }

    @Test
    void comparesWithBlueOnlyWhereBothHaveBlocks() {
        postgres.execute("blue", "DELETE FROM blocks WHERE height <> 197");

        assertThat(proven(verify(green(), Optional.of(blue()))).checks()).contains(new Check("hashes", "blue", 1));
    }

    @Test
    void refusesAGreenThatBeginsLaterThanBlue() {
        postgres.execute("green", "DELETE FROM blocks WHERE height < 150");

        assertThat(verify(green(), Optional.of(blue()))).isInstanceOfSatisfying(Outcome.Differing.class, differing -> {
            assertThat(differing.mismatch().check()).isEqualTo("range");
            assertThat(differing.mismatch().total()).isEqualTo(150);
        });
    }

    @Test
    void refusesAnEmptyTable() {
        postgres.execute("green", "TRUNCATE blocks");

        assertThat(verify(green(), Optional.empty()))
                .isInstanceOfSatisfying(
                        Outcome.Differing.class,
                        differing -> assertThat(differing.mismatch().total()).isEqualTo(TIP + 1));
    }

    @Test
    void refusesAnotherChain() {
        chainId = "1";

        assertThat(differences(verify(green(), Optional.empty())))
                .containsExactly(new Difference(0, "chain 1", "source", "chain 31337"));
    }

    @Test
    void leavesTheQuestionOpenWhereASourceOrADatabaseOrAQueryFails() {
        chain.isDown(true);
        assertThat(reason(verify(green(), Optional.empty()))).contains("status 503");
        chain.isDown(false);

        postgres.execute("postgres", "DROP DATABASE blue WITH (FORCE)");
        assertThat(reason(verify(green(), Optional.of(blue())))).contains("blue");

        postgres.execute("green", "ALTER TABLE blocks RENAME COLUMN hash TO digest");
        assertThat(reason(verify(green(), Optional.empty()))).contains("hash");
    }

    @Test
    void doesLessWhenItVerifiedTheSameDataBefore() {
        var first = proven(verify(green(), Optional.empty()));
        var green = green();
        var again = new Due(green, Optional.empty(), proof(green), Optional.of(first));

        var second = proven(run(again));

        assertThat(second.checks()).contains(new Check("gaps", "itself", 1));
        assertThat(second.checks().getLast().compared())
                .isLessThan(first.checks().getLast().compared());
        assertThat(second.unchecked()).anyMatch(left -> left.startsWith("gaps below 198"));
    }

    @Test
    void findsTheSameWhenItRunsTwice() {
        assertThat(verify(green(), Optional.of(blue()))).isEqualTo(verify(green(), Optional.of(blue())));
    }

    @Test
    void doesNotChangeADatabase() {
        var green = deployment("green", "DELETE FROM blocks RETURNING height, hash");

        assertThat(reason(verify(green, Optional.empty()))).isNotBlank();
        assertThat(sql("SELECT max(height) FROM blocks")).isEqualTo(new Reading.Height(TIP));
        assertThat(sql("DELETE FROM blocks RETURNING height"))
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains("read-only"));
    }

    @Test
    void readsHeightsBySqlAndSaysWhyItCannot() {
        assertThat(sql("SELECT height FROM blocks WHERE height > 1000")).isInstanceOf(Reading.Unknown.class);
        assertUnknown("SELECT max(height) FROM blocks WHERE false", "NULL");
        assertUnknown("SELECT -1", "negative");
        assertUnknown("SELECT 'tall'", "whole number");
        assertUnknown("SELECT 1.5", "whole number");
        assertUnknown("SELECT 9223372036854775808", "a height is a whole number, not 9223372036854775808");
        assertUnknown("SELECT 9007199254740993::float8", "the query gave Double");
        assertUnknown("SELECT pg_sleep(5)", "statement timeout");
        assertUnknown("SELEKT 1", "syntax error");
    }

    @Test
    void takesAQuestionMarkForTheOperatorThatItIs() {
        var query = "SELECT height, hash FROM blocks WHERE jsonb_build_object('a', height) ? 'a'";

        assertThat(proven(verify(deployment("green", query), Optional.empty())).checks())
                .contains(new Check("gaps", "itself", PINNED + 1));
        assertThat(sql("SELECT max(height) FROM (" + query + ") AS blocks")).isEqualTo(new Reading.Height(TIP));
    }

    @Test
    void usesAnIndexOnAHeightThatIsNoBigint() throws Unreachable {
        postgres.execute(
                "blue",
                "CREATE TABLE many AS SELECT height, ''::text AS hash FROM generate_series(0, 50000) AS height",
                "ALTER TABLE many ADD PRIMARY KEY (height)",
                "VACUUM ANALYZE many");
        var blocks = new PostgresBlockTable(
                connections, location("blue"), "SELECT height, hash FROM many", Duration.ofSeconds(5));
        // Making the key has read it twice; what a connection has counted is told at its end, or later.
        await().untilAsserted(() ->
                assertThat(on("blue", SCANS.formatted("seq_scan"))).isGreaterThanOrEqualTo(2));
        var before = on("blue", SCANS.formatted("seq_scan"));

        assertThat(blocks.extent()).contains(new Extent(0, 50_000));
        assertThat(blocks.hashes(new TreeSet<>(List.of(7L, 49_999L, 1L << 40)))).containsOnlyKeys(7L, 49_999L);
        assertThat(blocks.faults(40_000, 40_100).total()).isZero();

        await().untilAsserted(() ->
                assertThat(on("blue", SCANS.formatted("idx_scan"))).isGreaterThanOrEqualTo(4));
        assertThat(on("blue", SCANS.formatted("seq_scan"))).isEqualTo(before);
    }

    @Test
    void connectsAgainAfterTheDatabaseWasAway() {
        try (var probe = probe("SELECT max(height) FROM blocks")) {
            assertThat(probe.read()).isEqualTo(new Reading.Height(TIP));
            postgres.execute(
                    "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'green'");

            assertThat(probe.read()).isInstanceOf(Reading.Unknown.class);
            assertThat(probe.read()).isEqualTo(new Reading.Height(TIP));
        }
    }

    @Test
    void followsAPasswordThatExpiresInTheMiddleAndIsMendedLater() throws IOException {
        postgres.execute("green", "CREATE ROLE reader LOGIN PASSWORD 'first-f00d'", "GRANT SELECT ON blocks TO reader");
        var access = data.resolve("pg_hba.conf");
        Files.writeString(access, "host all reader 127.0.0.1/32 scram-sha-256\n" + Files.readString(access));
        var password = new AtomicReference<>("wrong-f00d");
        var asReader = new DatabaseLocation(
                Address.loopback(postgres.port()), "green", "reader", Optional.of(new SecretRef("READER")));
        try (var probe = new SqlHeightProbe(
                new PostgresConnections(_ -> Optional.of(password.get())),
                asReader,
                "SELECT max(height) FROM blocks",
                Duration.ofSeconds(2))) {
            postgres.execute("postgres", "SELECT pg_reload_conf()");
            await().untilAsserted(() -> {
                assertRefused(probe.read());
                probe.close();
            });
            password.set("first-f00d");
            assertThat(probe.read()).isEqualTo(new Reading.Height(TIP));

            postgres.execute(
                    "postgres",
                    "ALTER ROLE reader PASSWORD 'second-f00d'",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'");
            assertThat(probe.read()).as("the connection was cut").isInstanceOf(Reading.Unknown.class);
            assertRefused(probe.read());

            password.set("second-f00d");
            assertThat(probe.read()).isEqualTo(new Reading.Height(TIP));
        }
    }

    private static void assertRefused(Reading reading) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason())
                                .contains("password authentication failed for user \"reader\"")
                                .doesNotContain("f00d"));
    }

    @Test
    void saysThatNobodyElseKnowsTheBlocks() {
        var descriptor = Story.descriptor("indexer", """
                {"height": {"sql": "SELECT max(height) FROM blocks"},
                 "tip": [{"http": {"url": "%s", "pointer": "/height"}}], "lease": "60s"}""".formatted(node.at("/")), """
                {"blocks": "SELECT height, hash FROM blocks"}""");

        assertThat(proven(verify(deployment("green", descriptor), Optional.empty()))
                        .unchecked())
                .contains(
                        "hashes against the source: no source is known that tells blocks (verify.source)",
                        "the hashes of blocks that came since its proof: no source is known that tells blocks"
                                + " (verify.source)");
    }

    private void assertUnknown(String query, String reason) {
        assertThat(sql(query))
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains(reason));
    }

    private long on(String database, String query) {
        try (var probe = new SqlHeightProbe(connections, location(database), query, Duration.ofSeconds(5))) {
            return ((Reading.Height) probe.read()).value();
        }
    }

    private Reading sql(String query) {
        try (var probe = probe(query)) {
            return probe.read();
        }
    }

    private SqlHeightProbe probe(String query) {
        return new SqlHeightProbe(connections, location("green"), query, Duration.ofMillis(500));
    }

    private Outcome verify(Deployment green, Optional<Deployment> blue) {
        return run(new Due(green, blue, proof(green), Optional.empty()));
    }

    private Outcome run(Due due) {
        var archives = new DescribedArchives(web, endpoints(), connections, Duration.ofSeconds(5));
        return DataVerification.run(due, archives, NOW, new SplittableRandom(7));
    }

    private Deployment green() {
        return deployment("green", "SELECT height, hash FROM blocks;");
    }

    private Deployment blue() {
        return deployment("blue", "SELECT height, hash FROM blocks -- the newest version of them");
    }

    private Deployment deployment(String database, String query) {
        var descriptor = Story.descriptor("indexer", """
                {"height": {"sql": "SELECT max(height) FROM blocks"}, "tip": [{"evm": {"url": "%s"}}], "lease": "60s"}""".formatted(node.at("/")), """
                {"blocks": "%s", "samples": 32, "chainId": %s}""".formatted(query, chainId));
        return deployment(database, descriptor);
    }

    private Deployment deployment(String database, Descriptor descriptor) {
        var story = new Story("indexer", descriptor, node.port());
        var id = Story.deployment(database.length());
        var accepted = story.accepted(id, Slot.A, Optional.of(location(database)), NOW);
        return switch (Application.unknown(new ApplicationName("indexer")).after(accepted)) {
            case Folded.Accepted(var application) -> application.deployment(id).orElseThrow();
            case Folded.Void nothing -> throw new AssertionError(nothing.why());
        };
    }

    private static Proof proof(Deployment green) {
        var certificate = new ReadinessCertificate(
                NOW, NOW, NOW.plusSeconds(60), TIP, TIP, 2, List.of(new Condition("lag", "0", "2", true)));
        var story = new Story("indexer", green.descriptor(), 20_000);
        return new Proof(story.complete(green.id(), TIP, NOW), certificate);
    }

    private static DatabaseLocation location(String database) {
        return new DatabaseLocation(
                Address.loopback(postgres.port()), database, "postgres", Optional.of(new SecretRef("PG_PASSWORD")));
    }

    /** One block for each height up to the tip, its hash written by the given expression. */
    private static String fill(String expression) {
        var values = new StringBuilder("INSERT INTO blocks VALUES ");
        for (var height = 0L; height <= TIP; height++) {
            values.append(height == 0 ? "" : ", ")
                    .append("(%d, %s)".formatted(height, expression.formatted(EvmAnswers.hash(height))));
        }
        return values.toString();
    }

    private static Verification proven(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Proven.class);
        return ((Outcome.Proven) outcome).verification();
    }

    private static List<Difference> differences(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Differing.class);
        return ((Outcome.Differing) outcome).mismatch().differences();
    }

    private Endpoints endpoints() {
        return new Endpoints(web, _ -> Optional.empty(), Clock.systemUTC());
    }

    private static String reason(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Inconclusive.class);
        return ((Outcome.Inconclusive) outcome).reason();
    }
}
