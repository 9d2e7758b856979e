package dev.baton.syncmonitor;

import static dev.baton.syncmonitor.TwoVersions.ROWS;
import static dev.baton.syncmonitor.TwoVersions.mismatch;
import static dev.baton.syncmonitor.TwoVersions.proven;
import static dev.baton.syncmonitor.TwoVersions.reason;
import static dev.baton.syncmonitor.TwoVersions.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.events.DataMismatch.Difference;
import dev.baton.model.Verification.Check;
import dev.baton.support.PostgresServer;
import dev.baton.syncmonitor.adapter.probe.CometBftAnswers;
import dev.baton.syncmonitor.adapter.probe.EvmAnswers;
import dev.baton.syncmonitor.adapter.probe.TinyServer;
import dev.baton.syncmonitor.domain.verification.Outcome;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows and answers of two instances, on a real PostgreSQL and real HTTP servers. */
class ComparisonIT {

    private static PostgresServer postgres;

    private TwoVersions versions;

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
        versions = new TwoVersions(postgres);
    }

    @AfterEach
    void stop() {
        versions.close();
    }

    @Test
    void findsEqualRowsEqualUpToThePinnedHeightAndSaysWhatItLeftOut() {
        postgres.execute("green", "DELETE FROM t WHERE height > 4990");
        versions.more = "\"finality\": 10";

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
        assertThat(proven(versions.run(versions.due(ROWS, Optional.empty(), Optional.empty())))
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

        var again = proven(versions.run(versions.due(ROWS, Optional.of(versions.serving(ROWS)), Optional.of(first))));

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
        versions.more = "\"genesisHash\": \"%s\"".formatted(EvmAnswers.hash(0));
        assertThat(proven(verify(ROWS, ROWS)).checks()).contains(new Check("identity", "source", 1));

        postgres.execute("green", "UPDATE blocks SET hash = 'beef' WHERE height = 0");
        assertThat(mismatch(verify(ROWS, ROWS)).check()).isEqualTo("identity");

        versions.more = "\"genesisHash\": \"0xabcd\"";
        assertThat(mismatch(verify(ROWS, ROWS)).differences())
                .extracting(Difference::green)
                .containsExactly("genesis abcd");
    }

    @Test
    void takesTheFirstBlockOfACometBftChainForItsGenesis() {
        var chain = new CometBftAnswers(5_000, Instant.EPOCH);
        try (var node = new TinyServer().answering("/", chain)) {
            versions.more =
                    "\"source\": {\"cometbft\": {\"url\": \"%s\"}}, \"chainId\": \"penumbra-1\", \"genesisHash\": \"%s\""
                            .formatted(node.at("/"), CometBftAnswers.hash(1));
            postgres.execute(
                    "green", "UPDATE blocks SET hash = '%s' WHERE height = 1".formatted(CometBftAnswers.hash(1)));
            assertThat(proven(verify(ROWS, ROWS)).checks()).contains(new Check("identity", "source", 2));

            postgres.execute("green", "UPDATE blocks SET hash = 'beef' WHERE height = 1");
            assertThat(mismatch(verify(ROWS, ROWS)).differences())
                    .extracting(Difference::height, Difference::green)
                    .containsExactly(tuple(1L, "beef"));

            chain.fork(1, "AB".repeat(32));
            assertThat(mismatch(verify(ROWS, ROWS)).differences())
                    .extracting(Difference::height, Difference::expected)
                    .containsExactly(tuple(1L, "genesis " + "ab".repeat(32)));

            chain.prune(100);
            assertThat(proven(verify(ROWS, ROWS)).unchecked())
                    .anyMatch(left -> left.startsWith("genesis hash: the source's first block is 100"));
        }
    }

    @Test
    void leavesOutWhatTheDescriptorSkipsAndSaysSo() {
        versions.more = "\"genesisHash\": \"0xabcd\", \"queries\": [{\"name\": \"q\", \"path\": \"/q\"}]";
        versions.green.answering("/q", 200, "1");
        versions.blue.answering("/q", 200, "2");
        postgres.execute("green", "TRUNCATE t");
        var steps = List.of("identity", "tables", "queries");
        var found = List.of("identity", "table t", "queries");

        for (var i = 0; i < steps.size(); i++) {
            var skipped = new ArrayList<>(List.of("gaps", "range", "sourceHashes", "blueHashes"));
            skipped.addAll(steps.subList(0, i));
            versions.skip = skipped.stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
            assertThat(mismatch(verify(ROWS, ROWS)).check()).isEqualTo(found.get(i));
        }
        versions.skip =
                "[\"identity\", \"gaps\", \"range\", \"sourceHashes\", \"blueHashes\", \"tables\", \"queries\"]";
        var verification = proven(verify(ROWS, ROWS));
        assertThat(verification.checks()).isEmpty();
        assertThat(verification.unchecked())
                .contains(
                        "identity: the descriptor leaves it out (verify.skip)",
                        "tables: the descriptor leaves it out (verify.skip)",
                        "queries: the descriptor leaves it out (verify.skip)");
    }

    @Test
    void comparesAnswersByTheirStructureAtThePinnedHeight() {
        versions.green.answering("/at/4998", 200, "{\"b\": [1.0, {\"c\": null}], \"a\": \"x\", \"now\": 1}");
        versions.blue.answering("/at/4998", 200, "{\"a\": \"x\", \"now\": 2, \"b\": [1, {\"c\": null}]}");
        versions.more = "\"queries\": [{\"name\": \"q\", \"path\": \"/at/{height}\", \"ignore\": [\"/now\"]}]";

        assertThat(proven(verify(ROWS, ROWS)).checks()).contains(new Check("query q", "blue", 1));
    }

    @Test
    void namesWhereAnswersPartAndNoValues() {
        versions.green.answering("/q", 200, "{\"data\": [{\"fee\": \"1\"}]}").answering("/r", 500, "no");
        versions.blue.answering("/q", 200, "{\"data\": [{\"fee\": 1}]}").answering("/r", 200, "yes");
        versions.more = "\"queries\": [{\"name\": \"q\", \"path\": \"/q\"}, {\"name\": \"r\", \"path\": \"/r\"}]";

        assertThat(mismatch(verify(ROWS, ROWS)).differences())
                .extracting(Difference::green, Difference::row)
                .containsExactly(
                        tuple("another value at /data/0/fee", Optional.of("query q")),
                        tuple("status 500", Optional.of("query r")));
    }

    @Test
    void doesNotCompareWithABlueThatContradictsItselfOrRefuses() {
        var asked = new AtomicInteger();
        versions.green.answering("/q", 200, "0");
        versions.blue
                .answering("/q", exchange -> TinyServer.send(exchange, 200, String.valueOf(asked.incrementAndGet())))
                .answering("/r", 404, "");
        versions.more = "\"queries\": [{\"name\": \"q\", \"path\": \"/q\"}, {\"name\": \"r\", \"path\": \"/r\"}]";

        assertThat(proven(verify(ROWS, ROWS)).unchecked())
                .contains("query q: blue answers differently each time", "query r: blue answers with status 404");
    }

    @Test
    void leavesTheQuestionOpenWhereAnInstanceDoesNotAnswer() {
        versions.blue.answering("/q", 200, "1");
        versions.green.close();
        versions.more = "\"queries\": [{\"name\": \"q\", \"path\": \"/q\"}]";

        assertThat(reason(verify(ROWS, ROWS))).startsWith("verify.queries, q: ").contains("cannot connect");
    }

    private static Difference difference(long height, String green, String expected, String row) {
        return new Difference(height, green, "blue", expected, Optional.of(row));
    }

    private Outcome verify(String greens, String blues) {
        return versions.run(versions.due(greens, blues));
    }
}
