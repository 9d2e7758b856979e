package dev.baton.syncmonitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Folded;
import dev.baton.events.DataMismatch;
import dev.baton.events.DataMismatch.Difference;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Condition;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Slot;
import dev.baton.model.Verification;
import dev.baton.model.Verification.Check;
import dev.baton.support.PostgresServer;
import dev.baton.syncmonitor.adapter.postgres.PostgresConnections;
import dev.baton.syncmonitor.adapter.probe.DescribedArchives;
import dev.baton.syncmonitor.adapter.probe.Endpoints;
import dev.baton.syncmonitor.adapter.probe.EvmAnswers;
import dev.baton.syncmonitor.adapter.probe.TinyServer;
import dev.baton.syncmonitor.adapter.probe.Web;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import dev.baton.syncmonitor.domain.Watchlist.Proof;
import dev.baton.syncmonitor.domain.verification.DataVerification;
import dev.baton.syncmonitor.domain.verification.Outcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows and answers of two instances, on a real PostgreSQL and real HTTP servers. */
class ComparisonIT {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final long TIP = 5_000;
    private static final String ALL_BUT_TABLES = "[\"gaps\", \"range\", \"sourceHashes\", \"blueHashes\"]";
    private static final String ROWS = """
            {"name": "t", "rows": "SELECT height, n, memo, raw, amount, at FROM t -- all", "key": ["n"]}""";

    private static PostgresServer postgres;

    private final PostgresConnections connections = new PostgresConnections(_ -> Optional.empty());
    private final Web web = new Web(new Web.Limits(Duration.ofSeconds(1), Duration.ofSeconds(2), 1 << 20));
    private final TinyServer node = new TinyServer().answering("/", new EvmAnswers(TIP));
    private final TinyServer green = new TinyServer();
    private final TinyServer blue = new TinyServer();
    private String more = "";

    @BeforeAll
    static void startPostgres(@TempDir Path directory) {
        postgres = PostgresServer.start(directory);
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void freshDatabases() {
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

    @AfterEach
    void stop() {
        web.close();
        node.close();
        green.close();
        blue.close();
    }

    @Test
    void findsEqualRowsEqualUpToThePinnedHeightAndSaysWhatItLeftOut() {
        postgres.execute("green", "DELETE FROM t WHERE height > 4990");
        more = "\"finality\": 10";

        var verification = proven(verify(ROWS, ROWS));

        assertThat(verification.pinnedHeight()).isEqualTo(4_990);
        assertThat(verification.checks()).containsExactly(new Check("table t", "blue", 4_991 * 4));
        assertThat(verification.unchecked())
                .contains("gaps: the descriptor leaves it out (verify.skip)")
                .anyMatch(left -> left.startsWith("chain id: "));
    }

    @Test
    void namesTheRowsAndTheColumnsThatDifferAndNoValues() {
        postgres.execute(
                "green",
                "UPDATE t SET memo = 'secret', amount = NULL WHERE n = 40",
                "DELETE FROM t WHERE n = 12345",
                "INSERT INTO t SELECT height, 99999, memo, raw, amount, at FROM t WHERE n = 17",
                "UPDATE t SET memo = '' WHERE n = 107");

        var mismatch = mismatch(verify(ROWS, ROWS));

        assertThat(mismatch.check()).isEqualTo("table t");
        assertThat(mismatch.total()).isEqualTo(4);
        assertThat(mismatch.differences())
                .containsExactly(
                        difference(4, "additional: one row", "none", "n=99999"),
                        difference(10, "differs in amount, memo", "the same row", "n=40"),
                        difference(26, "differs in memo", "the same row", "n=107"),
                        difference(3_086, "missing", "one row", "n=12345"));
        assertThat(mismatch.toString()).doesNotContain("secret");
    }

    @Test
    void doesNotTakeTextsWithSeparatorsForTheSame() {
        var rows = "{\"name\": \"t\", \"rows\": \"SELECT height, a, b FROM pairs\"}";
        for (var name : List.of("green", "blue")) {
            postgres.execute(name, "CREATE TABLE pairs (height int, a text, b text)");
        }
        postgres.execute(
                "green", "INSERT INTO pairs VALUES (1, 'a', 'bc'), (2, 'x,y', 'z'), (3, NULL, ''), (4, '1', '2')");
        postgres.execute(
                "blue", "INSERT INTO pairs VALUES (1, 'ab', 'c'), (2, 'x', 'y,z'), (3, '', NULL), (4, '1', '2')");

        var mismatch = mismatch(verify(rows, rows));

        assertThat(mismatch.total()).isEqualTo(6);
        assertThat(mismatch.differences())
                .extracting(Difference::height, Difference::green)
                .containsExactly(
                        tuple(1L, "missing"), tuple(1L, "additional: one row"),
                        tuple(2L, "missing"), tuple(2L, "additional: one row"),
                        tuple(3L, "missing"), tuple(3L, "additional: one row"));
    }

    @Test
    void countsRowsThatStandTwice() {
        postgres.execute("green", "INSERT INTO t SELECT * FROM t WHERE n = 8");

        assertThat(mismatch(verify(ROWS, ROWS)).differences())
                .containsExactly(difference(2, "additional: one row", "none", "n=8"));
    }

    @Test
    void stopsCountingWhereEnoughDiffers() {
        postgres.execute("green", "TRUNCATE t");

        var mismatch = mismatch(verify(ROWS, ROWS));

        assertThat(mismatch.total()).isBetween(1_000L, 20_000L);
        assertThat(mismatch.differences()).hasSize(20);
    }

    @Test
    void findsEmptyTablesEqual() {
        postgres.execute("green", "TRUNCATE t");
        postgres.execute("blue", "TRUNCATE t");

        assertThat(proven(verify(ROWS, ROWS)).checks()).containsExactly(new Check("table t", "blue", 0));
    }

    @Test
    void comparesTheColumnsThatBothHaveAndSaysWhichItDidNot() {
        postgres.execute("green", "UPDATE t SET memo = 'new', amount = 0");
        var ignoring = "{\"name\": \"t\", \"rows\": \"SELECT height, n, memo, raw, amount, at FROM t\","
                + " \"ignore\": [\"memo\"]}";
        var older = "{\"name\": \"t\", \"rows\": \"SELECT height, n, raw, at FROM t\"}";

        assertThat(proven(verify(ignoring, older)).unchecked())
                .contains(
                        "table t, column memo: the descriptor ignores it",
                        "table t, column amount: blue does not have it");
    }

    @Test
    void saysThatBlueHasNoSuchTableOrThatNothingServes() {
        var another = ROWS.replace("\"t\"", "\"another\"");
        assertThat(proven(verify(ROWS, another)).unchecked()).contains("table t: blue has no table of that name");
        assertThat(proven(run(new Due(deployment("green", green, ROWS), Optional.empty(), proof(), Optional.empty())))
                        .unchecked())
                .contains("table t: nothing serves yet whose rows could be read");
    }

    @Test
    void comparesOnlyWhatBlueHasWhereItFellBehind() {
        postgres.execute("blue", "DELETE FROM blocks WHERE height > 3000", "DELETE FROM t WHERE height > 2998");

        var verification = proven(verify(ROWS, ROWS));

        assertThat(verification.checks()).containsExactly(new Check("table t up to 2998", "blue", 2_999 * 4));
        assertThat(verification.unchecked()).contains("table t above 2998: blue is not further");
    }

    @Test
    void comparesOnlyWhatIsNewWhenItIsRenewed() {
        var first = proven(verify(ROWS, ROWS));
        postgres.execute("green", "UPDATE t SET amount = 0 WHERE height = 100");

        var again = proven(run(new Due(
                deployment("green", green, ROWS),
                Optional.of(deployment("blue", blue, ROWS)),
                proof(),
                Optional.of(first))));

        assertThat(again.checks()).containsExactly(new Check("table t", "blue", 0));
        assertThat(again.unchecked()).contains("table t below 4999: found equal before");
    }

    @Test
    void leavesTheQuestionOpenAndNamesTheKeyWhereAQueryIsWrongOrNeverReturns() {
        assertThat(reason(verify(table("SELEKT height"), ROWS)))
                .startsWith("verify.tables, t: the query (rows) on the database green: ")
                .contains("syntax error");
        assertThat(reason(verify(table("SELECT n FROM t"), ROWS))).contains("no column height");
        assertThat(reason(verify(table("SELECT height, n, pg_sleep(9)::text FROM t"), ROWS)))
                .contains("statement timeout");
        assertThat(reason(verify(table("SELECT height, memo::int AS n FROM t"), table("SELECT height, n FROM t"))))
                .contains("invalid input syntax")
                .doesNotContain("memo 0");
        assertThat(reason(verify(ROWS.replace("[\"n\"]", "[\"id\"]"), ROWS))).contains("no column id, which is in key");
    }

    @Test
    void comparesTheGenesisOfTheSourceAndOfGreen() {
        more = "\"genesisHash\": \"%s\"".formatted(EvmAnswers.hash(0));
        assertThat(proven(verify(ROWS, ROWS)).checks()).contains(new Check("identity", "source", 1));

        postgres.execute("green", "UPDATE blocks SET hash = 'beef' WHERE height = 0");
        assertThat(mismatch(verify(ROWS, ROWS)).check()).isEqualTo("identity");

        more = "\"genesisHash\": \"0xabcd\"";
        assertThat(mismatch(verify(ROWS, ROWS)).differences())
                .extracting(Difference::green)
                .containsExactly("genesis abcd");
    }

    @Test
    void comparesAnswersByTheirStructureAtThePinnedHeight() {
        green.answering("/at/4998", 200, "{\"b\": [1.0, {\"c\": null}], \"a\": \"x\", \"now\": 1}");
        blue.answering("/at/4998", 200, "{\"a\": \"x\", \"now\": 2, \"b\": [1, {\"c\": null}]}");
        more = "\"queries\": [{\"name\": \"q\", \"path\": \"/at/{height}\", \"ignore\": [\"/now\"]}]";

        assertThat(proven(verify(ROWS, ROWS)).checks()).contains(new Check("query q", "blue", 1));
    }

    @Test
    void namesWhereAnswersPartAndNoValues() {
        green.answering("/q", 200, "{\"data\": [{\"fee\": \"1\"}]}").answering("/r", 500, "no");
        blue.answering("/q", 200, "{\"data\": [{\"fee\": 1}]}").answering("/r", 200, "yes");
        more = "\"queries\": [{\"name\": \"q\", \"path\": \"/q\"}, {\"name\": \"r\", \"path\": \"/r\"}]";

        assertThat(mismatch(verify(ROWS, ROWS)).differences())
                .extracting(Difference::green, Difference::row)
                .containsExactly(
                        tuple("another value at /data/0/fee", Optional.of("query q")),
                        tuple("status 500", Optional.of("query r")));
    }

    @Test
    void doesNotCompareWithABlueThatContradictsItselfOrRefuses() {
        var asked = new AtomicInteger();
        green.answering("/q", 200, "0");
        blue.answering("/q", exchange -> TinyServer.send(exchange, 200, String.valueOf(asked.incrementAndGet())))
                .answering("/r", 404, "");
        more = "\"queries\": [{\"name\": \"q\", \"path\": \"/q\"}, {\"name\": \"r\", \"path\": \"/r\"}]";

        assertThat(proven(verify(ROWS, ROWS)).unchecked())
                .contains("query q: blue answers differently each time", "query r: blue answers with status 404");
    }

    @Test
    void leavesTheQuestionOpenWhereAnInstanceDoesNotAnswer() {
        blue.answering("/q", 200, "1");
        green.close();
        more = "\"queries\": [{\"name\": \"q\", \"path\": \"/q\"}]";

        assertThat(reason(verify(ROWS, ROWS))).startsWith("verify.queries, q: ").contains("cannot connect");
    }

    private static String table(String rows) {
        return "{\"name\": \"t\", \"rows\": \"%s\", \"key\": [\"n\"]}".formatted(rows);
    }

    private static Difference difference(long height, String green, String expected, String row) {
        return new Difference(height, green, "blue", expected, Optional.of(row));
    }

    private Outcome verify(String greens, String blues) {
        var due = new Due(
                deployment("green", green, greens),
                Optional.of(deployment("blue", blue, blues)),
                proof(),
                Optional.empty());
        return run(due);
    }

    private Outcome run(Due due) {
        var endpoints = new Endpoints(web, _ -> Optional.empty(), Clock.systemUTC());
        var archives = new DescribedArchives(web, endpoints, connections, Duration.ofSeconds(1));
        return DataVerification.run(due, archives, NOW, new SplittableRandom(7));
    }

    private Deployment deployment(String database, TinyServer instance, String table) {
        var descriptor = Story.descriptor("indexer", """
                {"height": {"sql": "SELECT max(height) FROM blocks"}, "tip": [{"evm": {"url": "%s"}}], "lease": "60s"}""".formatted(node.at("/")), """
                {"blocks": "SELECT height, hash FROM blocks", "skip": %s, "tables": [%s]%s}""".formatted(
                        ALL_BUT_TABLES, table, more.isEmpty() ? "" : ", " + more));
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

    private static Verification proven(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Proven.class);
        return ((Outcome.Proven) outcome).verification();
    }

    private static DataMismatch mismatch(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Differing.class);
        return ((Outcome.Differing) outcome).mismatch();
    }

    private static String reason(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Inconclusive.class);
        return ((Outcome.Inconclusive) outcome).reason();
    }
}
