package dev.baton.examples.penumbra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in for the source, as a process against a real Postgres. */
class SourceNodeIT {

    private static final String HASHES = "SELECT height, upper(encode(block_hash, 'hex')) FROM blocks";

    @TempDir
    private static Path folder;

    private static Programs programs;

    @BeforeAll
    static void start() {
        programs = new Programs(folder);
    }

    @AfterAll
    static void end() {
        programs.close();
    }

    @Test
    void tellsOverRpcWhatItHasWritten() throws IOException {
        programs.createDatabases("rpc");
        Programs.Running source = programs.startSource("rpc", "--blocks", "300", "--block-time-ms", "0");
        JsonNode status = programs.rpc(source, "/status", 200).path("result");
        assertThat(status.at("/node_info/network").asText()).isEqualTo("penumbra-1");
        assertThat(status.at("/sync_info/latest_block_height")).hasToString("\"300\"");
        assertThat(status.at("/sync_info/catching_up").isBoolean()).isTrue();
        assertThat(programs.rows("rpc", "SELECT count(*), min(height), max(height) FROM blocks"))
                .containsExactly("300 1 300");
        assertThat(hash(source, 300))
                .isEqualTo(status.at("/sync_info/latest_block_hash").asText());
        for (long height : List.of(1L, 2L, 150L, 300L)) {
            assertThat(programs.rows("rpc", HASHES + " WHERE height = " + height))
                    .containsExactly(height + " " + hash(source, height));
        }
        assertThat(programs.rpc(source, "/block?height=150", 200)
                        .at("/result/block/header/last_block_id/hash")
                        .asText())
                .isEqualTo(hash(source, 149));
    }

    @Test
    void givesTwentyHeadersTheNewestFirst() throws IOException {
        programs.createDatabases("headers");
        Programs.Running source = programs.startSource("headers", "--blocks", "60", "--block-time-ms", "0");
        JsonNode metas = programs.rpc(source, "/blockchain?minHeight=11&maxHeight=50", 200)
                .at("/result/block_metas");
        assertThat(metas).hasSize(20);
        assertThat(metas.at("/0/header/height").asText()).isEqualTo("50");
        assertThat(metas.at("/19/header/height").asText()).isEqualTo("31");
        for (int i = 0; i < metas.size(); i++) {
            assertThat(metas.at("/" + i + "/block_id/hash").asText()).isEqualTo(hash(source, 50 - i));
        }
        assertThat(programs.rpc(source, "/blockchain?minHeight=59&maxHeight=900", 200)
                        .at("/result/block_metas"))
                .hasSize(2);
    }

    @Test
    void refusesInTheWordsOfANode() throws IOException {
        programs.createDatabases("refusals");
        Programs.Running source = programs.startSource("refusals", "--blocks", "5", "--block-time-ms", "0");
        JsonNode error = programs.rpc(source, "/block?height=6", 500).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(-32603);
        assertThat(error.path("data").asText())
                .isEqualTo("height 6 must be less than or equal to the current blockchain height 5");
        programs.rpc(source, "/block?height=0", 500);
        programs.rpc(source, "/block?height=x", 500);
        programs.rpc(source, "/blockchain?minHeight=5&maxHeight=2", 500);
        programs.rpc(source, "/nothing", 404);
    }

    @Test
    void makesTheSameChainFromTheSameSeed() throws IOException {
        programs.createDatabases("one", "same", "other");
        Programs.Running one = programs.startSource("one", "--blocks", "50", "--block-time-ms", "0", "--seed", "7");
        Programs.Running same = programs.startSource("same", "--blocks", "90", "--block-time-ms", "5", "--seed", "7");
        Programs.Running other = programs.startSource("other", "--blocks", "50", "--block-time-ms", "0", "--seed", "8");
        assertThat(hash(same, 50)).isEqualTo(hash(one, 50)).isNotEqualTo(hash(other, 50));
    }

    @Test
    void goesOnWhereItWasKilledWithoutAGap() throws IOException, InterruptedException {
        programs.createDatabases("restarts");
        Programs.Running first = programs.startSource("restarts", "--blocks", "100", "--block-time-ms", "20");
        await().until(() -> height(first) > 110);
        String hash = hash(first, 105);
        Programs.kill(first);
        Programs.Running second = programs.startSource("restarts", "--blocks", "100", "--block-time-ms", "20");
        long before = height(second);
        await().atMost(Duration.ofSeconds(20)).until(() -> height(second) > before + 5);
        assertThat(hash(second, 105)).isEqualTo(hash);
        assertThat(programs.rows("restarts", """
                        SELECT count(*) FROM blocks b LEFT JOIN blocks p ON p.height = b.height - 1
                        WHERE b.height > 1 AND b.previous_block_hash IS DISTINCT FROM p.block_hash
                        """)).containsExactly("0");
    }

    private static long height(Programs.Running source) {
        return programs.rpc(source, "/status", 200)
                .at("/result/sync_info/latest_block_height")
                .asLong();
    }

    private static String hash(Programs.Running source, long height) {
        JsonNode block = programs.rpc(source, "/block?height=" + height, 200);
        assertThat(block.at("/result/block/header/height").asText()).isEqualTo("" + height);
        return block.at("/result/block_id/hash").asText();
    }
}
