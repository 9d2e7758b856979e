package dev.baton.examples.evmindexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.examples.evmindexer.Programs.RunningIndexer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both versions from their jars, against a real Postgres and a chain of 5,000 blocks that the tests steer. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EvmIndexerIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static Programs programs;

    @BeforeAll
    static void start() throws IOException {
        programs = new Programs("--blocks", "5000", "--block-time", "60m");
    }

    @AfterAll
    static void end() throws IOException {
        programs.close();
    }

    @Test
    void bothVersionsHaveTheSameBlocks() throws IOException, SQLException {
        RunningIndexer first = indexer(1, "both_1", Map.of());
        RunningIndexer second = indexer(2, "both_2", Map.of("BATCH_SIZE", "37"));
        awaitTip(first);
        awaitTip(second);
        assertWhole("both_1");
        assertWhole("both_2");
        assertThat(text("both_2", "SELECT md5(string_agg(height || to_hex(hash), ',' ORDER BY height)) FROM blocks"))
                .isEqualTo(text("both_1", "SELECT md5(string_agg(height || hash, ',' ORDER BY height)) FROM blocks"));
        assertThat(text("both_2", "SELECT count(*) FROM transactions"))
                .isEqualTo(text("both_1", "SELECT count(*) FROM transactions"));
        assertCounted("both_2");
    }

    @Test
    void goesOnWithoutGapAfterAKill() throws IOException, SQLException, InterruptedException {
        RunningIndexer indexer = indexer(2, "killed", Map.of("MAX_BLOCKS_PER_SECOND", "2000"));
        await().atMost(LIMIT)
                .until(() -> programs.get(indexer, "/status").path("height").asLong() > 1_000);
        indexer.process().destroyForcibly().waitFor();
        assertThat(Long.parseLong(text("killed", "SELECT max(height) FROM blocks")))
                .isLessThan(5_000);
        RunningIndexer restarted = programs.startIndexer(2, "killed", Map.of());
        awaitServing(restarted);
        awaitTip(restarted);
        assertWhole("killed");
        assertCounted("killed");
    }

    @Test
    void followsAReorganisation() throws IOException, SQLException {
        RunningIndexer indexer = indexer(2, "reorganised", Map.of());
        awaitTip(indexer);
        String latest = programs.get(indexer, "/blocks/latest").path("hash").asText();
        programs.callChain("dev_reorg", "20");
        await().atMost(LIMIT)
                .until(() -> !programs.get(indexer, "/blocks/latest")
                        .path("hash")
                        .asText()
                        .equals(latest));
        programs.callChain("dev_reorg", "60");
        programs.callChain("dev_mine", "3");
        awaitTip(indexer);
        assertWhole("reorganised");
        assertCounted("reorganised");
        RunningIndexer afresh = indexer(2, "afresh", Map.of());
        awaitTip(afresh);
        for (String relation : List.of("blocks", "transactions", "addresses")) {
            String digest = "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM " + relation + " t"
                    + (relation.equals("addresses") ? " WHERE sent + received > 0" : "");
            assertThat(text("reorganised", digest)).as(relation).isEqualTo(text("afresh", digest));
        }
    }

    @Test
    void refusesADatabaseOfAnotherVersion() throws IOException, SQLException, InterruptedException {
        RunningIndexer first = indexer(1, "taken", Map.of());
        awaitTip(first);
        Process second = programs.launchIndexer(2, "taken", Map.of());
        assertThat(second.inputReader().lines().toList())
                .anyMatch(line -> line.contains("data model of version 1; version 2 needs an empty database"));
        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(programs.get(first, "/health").path("status").asText()).isEqualTo("up");
    }

    @Test
    void keepsItsBlocksWhenTheNodeIsOfAnotherChain() throws IOException, SQLException, InterruptedException {
        RunningIndexer indexer = indexer(2, "elsewhere", Map.of());
        awaitTip(indexer);
        indexer.process().destroyForcibly().waitFor();
        String other = programs.startChain("--blocks", "6000", "--seed", "2").toString();
        Process misled = programs.launchIndexer(2, "elsewhere", Map.of("CHAIN_URL", other));
        assertThat(misled.inputReader()
                        .lines()
                        .filter(line -> line.contains("lead to another chain?"))
                        .findFirst())
                .isPresent();
        assertWhole("elsewhere");
        assertThat(text("elsewhere", "SELECT count(*) FROM blocks WHERE height <= 5000"))
                .isEqualTo("5001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1", "http://127.0.0.1:%d/health"})
    void staysUpWithoutANode(String url) throws IOException, SQLException {
        RunningIndexer other = indexer(1, "node" + url.length(), Map.of());
        String noNode = url.formatted(other.url().getPort());
        RunningIndexer indexer = indexer(2, "nowhere" + url.length(), Map.of("CHAIN_URL", noNode));
        assertThat(programs.get(indexer, "/status").path("height").isNull()).isTrue();
        assertThat(programs.get(indexer, "/status").path("chainId").isNull()).isTrue();
    }

    @Test
    void sendsNewBlocksToSubscribersAndSaysGoodbye() throws IOException, SQLException, InterruptedException {
        RunningIndexer indexer = indexer(2, "subscribed", Map.of());
        awaitTip(indexer);
        Subscriber subscriber = new Subscriber();
        programs.client()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + indexer.url().getAuthority() + "/ws"), subscriber)
                .join();
        await().atMost(LIMIT).until(() -> !subscriber.messages.isEmpty());
        long height = programs.callChain("dev_mine", "5");
        await().atMost(LIMIT).until(() -> subscriber.messages.getLast().contains("\"height\":" + height + ","));
        assertThat(subscriber.messages)
                .hasSizeGreaterThanOrEqualTo(6)
                .allMatch(message -> message.contains("\"version\":\"2\""));
        indexer.process().destroy();
        assertThat(subscriber.closed.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(1001);
        assertThat(indexer.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsAnOpenRequestBeforeItStops() throws Exception {
        RunningIndexer indexer = indexer(1, "stopped", Map.of());
        byte[] body = "x".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket("127.0.0.1", indexer.url().getPort())) {
            OutputStream out = socket.getOutputStream();
            String head = "POST /submissions HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ";
            out.write((head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] goOn = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(socket.getInputStream().readNBytes(goOn.length)).isEqualTo(goOn);
            out.write(body, 0, 400_000);
            out.flush();
            indexer.process().destroy();
            await().atMost(LIMIT).until(() -> refusesConnections(indexer));
            assertThat(indexer.process().isAlive()).isTrue();
            out.write(body, 400_000, 600_000);
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("connection: close")
                    .contains(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
        }
        assertThat(indexer.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void answersBadRequestsAndGoesOn() throws IOException, SQLException {
        RunningIndexer indexer = indexer(2, "asked", Map.of());
        awaitTip(indexer);
        byte[] tooLarge = new byte[Api.MOST_SUBMITTED + 1];
        for (String body :
                List.of("", "<html>", "[]", "{\"from\":1}", "{\"from\":5,\"to\":1}", "{\"from\":0,\"to\":1000}")) {
            assertThat(programs.post(indexer, "/query", body.getBytes(StandardCharsets.UTF_8), 400)
                            .path("error")
                            .asText())
                    .startsWith("send {");
        }
        programs.post(indexer, "/query", tooLarge, 413);
        for (Map.Entry<String, Integer> path : Map.of(
                        "/nothing", 404,
                        "/blocks/99999999", 404,
                        "/blocks/-1", 400,
                        "/blocks/9999999999999999999", 400,
                        "/transactions/0x12", 400,
                        "/addresses/'%20OR%201=1", 400,
                        "/query", 405)
                .entrySet()) {
            assertThat(programs.json(HttpRequest.newBuilder(indexer.url().resolve(path.getKey())), path.getValue())
                            .path("version")
                            .asText())
                    .isEqualTo("2");
        }
        assertThat(programs.post(indexer, "/query", "{\"from\":7,\"to\":9}".getBytes(StandardCharsets.UTF_8), 200)
                        .path("blocks"))
                .hasSize(3);
        assertThat(programs.post(indexer, "/submissions", new byte[Api.MOST_SUBMITTED], 200)
                        .path("bytes")
                        .asInt())
                .isEqualTo(Api.MOST_SUBMITTED);
    }

    private static RunningIndexer indexer(int version, String database, Map<String, String> more)
            throws IOException, SQLException {
        programs.createDatabase(database);
        RunningIndexer indexer = programs.startIndexer(version, database, more);
        awaitServing(indexer);
        return indexer;
    }

    private static void awaitServing(RunningIndexer indexer) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                programs.get(indexer, "/health").path("status").asText())
                        .isEqualTo("up"));
    }

    private static void awaitTip(RunningIndexer indexer) {
        await().atMost(LIMIT)
                .until(() -> programs.get(indexer, "/status").path("height").asLong()
                        == programs.callChain("eth_blockNumber", ""));
    }

    /** No gap, nothing twice, every block linked to the one before, every transaction there. */
    private static void assertWhole(String database) throws SQLException {
        assertThat(text(database, "SELECT count(*) - 1 - max(height) FROM blocks"))
                .isEqualTo("0");
        assertThat(text(
                        database,
                        "SELECT count(*) FROM blocks b JOIN blocks p ON p.height = b.height - 1"
                                + " WHERE b.parent_hash <> p.hash"))
                .isEqualTo("0");
        assertThat(text(database, "SELECT sum(transaction_count) FROM blocks"))
                .isEqualTo(text(database, "SELECT count(*) FROM transactions"));
    }

    /** The counts per address are those of the transactions. */
    private static void assertCounted(String database) throws SQLException {
        assertThat(text(database, "SELECT sum(sent) || ' ' || sum(received) FROM addresses"))
                .isEqualTo(text(database, "SELECT count(sender) || ' ' || count(receiver) FROM transactions"));
    }

    private static String text(String database, String sql) throws SQLException {
        try (Connection connection = programs.database(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    /** Whether a new connection gets no answer: refused, or closed at once. */
    private static boolean refusesConnections(RunningIndexer indexer) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", indexer.url().getPort());
                InputStream in = socket.getInputStream()) {
            socket.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return in.read() < 0;
        } catch (java.net.SocketException _) {
            return true;
        }
    }

    private static final class Subscriber implements WebSocket.Listener {

        private final List<String> messages = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            messages.add(data.toString());
            return WebSocket.Listener.super.onText(webSocket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
            closed.complete(status);
            return WebSocket.Listener.super.onClose(webSocket, status, reason);
        }
    }
}
