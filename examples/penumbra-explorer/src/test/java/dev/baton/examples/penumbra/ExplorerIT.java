package dev.baton.examples.penumbra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in for the explorer, both versions, as processes against a real Postgres and the source's stand-in. */
class ExplorerIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int BLOCKS = 2_000;

    @TempDir
    private static Path folder;

    private static Programs programs;
    private static Programs.Running source;

    @BeforeAll
    static void start() throws IOException {
        programs = new Programs(folder);
        programs.createDatabases("raw");
        source = programs.startSource("raw", "--blocks", "" + BLOCKS, "--block-time-ms", "200");
    }

    @AfterAll
    static void end() {
        programs.close();
    }

    @Test
    void hasTheTablesOfPenumbrasExplorer() throws IOException {
        caughtUp(2, "tables", Map.of());
        assertThat(columns("tables", "explorer_block_details"))
                .containsExactly(
                        "height bigint",
                        "root bytea",
                        "timestamp timestamp with time zone",
                        "num_transactions integer",
                        "total_fees numeric",
                        "validator_identity_key text",
                        "previous_block_hash bytea",
                        "block_hash bytea",
                        "chain_id text",
                        "raw_json jsonb");
        assertThat(columns("tables", "explorer_transactions"))
                .containsExactly(
                        "tx_hash bytea",
                        "block_height bigint",
                        "timestamp timestamp with time zone",
                        "fee_amount numeric",
                        "chain_id text",
                        "raw_data text",
                        "raw_json jsonb");
    }

    @Test
    void indexesTheBlocksOfTheSourceWithTheirHashes() throws IOException {
        Programs.Running explorer = caughtUp(1, "hashes", Map.of());
        assertThat(explorer.output()).anyMatch(line -> line.contains("catchup completed at height "));
        assertWhole("hashes");
        for (long height : List.of(1L, 2L, 777L, (long) BLOCKS)) {
            String hash = programs.rpc(source, "/block?height=" + height, 200)
                    .at("/result/block_id/hash")
                    .asText();
            assertThat(programs.rows("hashes", """
                            SELECT upper(encode(block_hash, 'hex')) FROM explorer_block_details WHERE height = %d
                            """.formatted(height))).containsExactly(hash);
        }
    }

    @Test
    void answersGraphQl() throws IOException {
        Programs.Running explorer = caughtUp(1, "graphql", Map.of());
        JsonNode block = programs.ask(
                explorer, "{ block(height: 42) { height createdAt } dbBlock(height: 42) { blockHashHex chainId } }");
        assertThat(block.at("/block/height").asInt()).isEqualTo(42);
        assertThat(block.at("/dbBlock/chainId").asText()).isEqualTo("penumbra-1");
        assertThat(block.at("/dbBlock/blockHashHex").asText())
                .isEqualTo(programs.rpc(source, "/block?height=42", 200)
                        .at("/result/block_id/hash")
                        .asText());
        assertThat(programs.ask(explorer, "{ dbLatestBlock { height } }")
                        .at("/dbLatestBlock/height")
                        .asLong())
                .isGreaterThanOrEqualTo(BLOCKS);
        JsonNode range =
                programs.ask(explorer, "{ blocks(selector: {range: {from: 5, to: 7}}) { height transactionsCount } }");
        assertThat(range.at("/blocks").findValuesAsText("height")).containsExactly("7", "6", "5");
        assertThat(programs.ask(explorer, "{ blocks(selector: {latest: {limit: 3}}) { height } }")
                        .at("/blocks"))
                .hasSize(3);
        assertThat(programs.ask(explorer, "{ stats { totalTransactionsCount } }")
                        .at("/stats/totalTransactionsCount")
                        .asInt())
                .isGreaterThan(BLOCKS / 2);
        assertThat(programs.ask(explorer, "{ block(height: 2000000000) { height } }")
                        .path("block")
                        .isNull())
                .isTrue();
    }

    @Test
    void refusesWhatIsNoGraphQl() throws IOException {
        Programs.Running explorer = caughtUp(1, "refusals", Map.of());
        for (String body : List.of("", "<html>", "[]", "{\"query\":7}")) {
            programs.send(programs.post(explorer, body), 400);
        }
        assertThat(programs.json(programs.post(explorer, "{\"query\":\"{ nothing }\"}"), 200)
                        .path("errors"))
                .isNotEmpty();
        programs.send(HttpRequest.newBuilder(explorer.url().resolve("/nothing")), 404);
    }

    @Test
    void answersHealthAndPlayground() throws IOException {
        Programs.Running explorer = caughtUp(2, "health", Map.of());
        var health = programs.send(HttpRequest.newBuilder(explorer.url().resolve("/health")), 200);
        assertThat(health.body()).isEqualTo("OK");
        assertThat(health.headers().firstValue("X-Stand-In-Version")).hasValue("2");
        assertThat(programs.send(HttpRequest.newBuilder(explorer.url().resolve("/graphql/playground")), 200)
                        .body())
                .contains("/graphql");
    }

    @Test
    void buildsAnewWhatTheOtherVersionHasWritten() throws IOException, InterruptedException {
        Programs.Running one = caughtUp(1, "versions", Map.of());
        assertThat(columns("versions", "explorer_transactions")).contains("raw_data bytea");
        Programs.kill(one);
        caughtUp(2, "versions", Map.of());
        assertThat(columns("versions", "explorer_transactions")).contains("raw_data text");
        assertWhole("versions");
    }

    @Test
    void goesOnAfterAKillWithoutAGap() throws IOException, InterruptedException {
        programs.createDatabases("kills");
        Programs.Running first =
                programs.startExplorer(1, "raw", "kills", Map.of("STAND_IN_BLOCKS_PER_SECOND", "1000"));
        await().atMost(LIMIT)
                .until(() -> programs.rows("kills", "SELECT to_regclass('explorer_transactions')")
                        .equals(List.of("explorer_transactions")));
        await().atMost(LIMIT).until(() -> height("kills") > 200);
        Programs.kill(first);
        assertThat(height("kills")).isLessThan(BLOCKS);
        caughtUpIn("kills", programs.startExplorer(1, "raw", "kills", Map.of()));
        assertWhole("kills");
    }

    private static Programs.Running caughtUp(int version, String database, Map<String, String> more)
            throws IOException {
        if (programs.rows("postgres", "SELECT datname FROM pg_database WHERE datname = '" + database + "'")
                .isEmpty()) {
            programs.createDatabases(database);
        }
        return caughtUpIn(database, programs.startExplorer(version, "raw", database, more));
    }

    private static Programs.Running caughtUpIn(String database, Programs.Running explorer) {
        await().atMost(LIMIT)
                .until(() -> explorer.output().stream().anyMatch(line -> line.contains("catchup completed"))
                        && height(database) >= BLOCKS);
        return explorer;
    }

    private static long height(String database) {
        return Long.parseLong(programs.rows(database, "SELECT coalesce(max(height), 0) FROM explorer_block_details")
                .getFirst());
    }

    /** No gap, nothing twice, every block linked to the one before, every transaction there. */
    private static void assertWhole(String database) {
        assertThat(programs.rows(database, """
                        SELECT count(*) - max(height), sum(num_transactions) - (SELECT count(*) FROM explorer_transactions)
                        FROM explorer_block_details
                        """)).containsExactly("0 0");
        assertThat(programs.rows(database, """
                        SELECT count(*) FROM explorer_block_details b JOIN explorer_block_details p ON p.height = b.height - 1
                        WHERE b.previous_block_hash <> p.block_hash
                        """)).containsExactly("0");
    }

    private static List<String> columns(String database, String table) {
        return programs.rows(database, """
                SELECT column_name, data_type FROM information_schema.columns
                WHERE table_name = '%s' ORDER BY ordinal_position
                """.formatted(table));
    }
}
