package dev.baton.syncmonitor.adapter.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.syncmonitor.domain.sampling.HeightProbe;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.verification.BlockHash;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CometBFT's RPC, from a server that speaks it. */
class CometBftNodeIT {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration OLDEST = Duration.ofMinutes(10);

    private final Web web = new Web(new Web.Limits(Duration.ofSeconds(2), Duration.ofSeconds(10), 1 << 16));
    private final CometBftAnswers chain = new CometBftAnswers(1_000, NOW.minusSeconds(5));
    private final TinyServer server = new TinyServer().answering("/rpc/", chain);

    @AfterEach
    void stop() {
        web.close();
        server.close();
    }

    @Test
    void readsTheHeightAndTheTipAndTheNetwork() throws Unreachable {
        assertThat(node().read()).isEqualTo(new Reading.Height(1_000));
        assertThat(tip().read())
                .isEqualTo(new Reading.Height(1_000, Optional.of(hash(1_000).value()), false));
        assertThat(node().chainId()).isEqualTo("penumbra-1");
    }

    @Test
    void takesNoTipFromANodeThatCatchesUpWhileItsOwnHeightIsKnown() {
        chain.isCatchingUp(true);

        assertUnknown(tip(), "catching_up is true at its height \"1000\"");
        assertThat(node().read()).isEqualTo(new Reading.Height(1_000));
    }

    @Test
    void takesNoTipFromANodeThatIsStuckAndSaysThatItDoesNotCatchUp() {
        chain.newestBlock(NOW.minus(OLDEST).minusSeconds(1));

        assertUnknown(tip(), "stands still: its newest block is 601 s old");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "404 | 404 page not found | status 404",
                "500 | {\"error\":{\"code\":-32603,\"message\":\"Internal error\",\"data\":\"no store\"}} | status 500: \"no store\"",
                "200 | {\"error\":{\"code\":-32601,\"message\":\"Method not found\",\"data\":\"\"}} | refused /status",
                "200 | <html>rate limit</html> | HTML or XML",
                "200 | {\"jsonrpc\": | not JSON",
                "200 | [] | no result for /status",
                "200 | {\"result\":{}} | catching_up is",
                "200 | {\"result\":{\"sync_info\":{\"catching_up\":\"false\"}}} | catching_up is \"false\"",
                "200 | {\"result\":{\"sync_info\":{\"catching_up\":false,\"latest_block_height\":\"7\"}}} | when its newest block was made",
                "200 | {\"result\":{\"sync_info\":{\"catching_up\":false,\"latest_block_time\":\"2026-01-01T00:00:00Z\"}}} | no height at that place",
                "302 | `` | redirects"
            })
    void saysWhyThereIsNoTip(int status, String body, String reason) {
        server.answering("/status", status, body);

        assertUnknown(new CometBftTip(new CometBftNode(web, server.at("")), OLDEST, clock()), reason);
    }

    @Test
    void doesNotReadAnAnswerWithoutEnd() {
        server.answering("/status", 200, "{\"filler\":\"" + "x".repeat(1 << 17) + "\"}");

        assertUnknown(new CometBftNode(web, server.at("/")), "too long");
    }

    @Test
    void asksForManyHashesInFewRequests() throws Unreachable {
        var heights = heights(1, 100);

        var hashes = node().hashes(heights);

        assertThat(hashes.keySet()).isEqualTo(heights);
        assertThat(hashes).allSatisfy((height, hash) -> assertThat(hash).isEqualTo(hash(height)));
        assertThat(chain.requests()).isEqualTo(5);
    }

    @Test
    void comparesHashesInAnySpelling() throws Unreachable {
        var hash = node().hashes(heights(7, 7)).get(7L);

        assertThat(hash).isEqualTo(new BlockHash("0x" + CometBftAnswers.hash(7).toLowerCase()));
    }

    @Test
    void asksForSingleBlocksWhereHeadersAreRefused() throws Unreachable {
        chain.refuseHeaders();

        assertThat(node().hashes(heights(990, 1_000))).hasSize(11).containsEntry(999L, hash(999));
    }

    @Test
    void saysWhichBlockANodeDoesNotHave() {
        chain.prune(500);

        assertThatExceptionOfType(Unreachable.class)
                .isThrownBy(() -> node().hashes(heights(499, 501)))
                .withMessageContaining("height 499 is not available");
        assertThatExceptionOfType(Unreachable.class)
                .isThrownBy(() -> node().hashes(heights(1_000, 1_001)))
                .withMessageContaining("height 1001 is not available");
    }

    @Test
    void keepsThePathAndTheQueryOfAnAddress() {
        assertThat(Web.below(URI.create("https://rpc.example/penumbra/?key=k"), "/block", "height=7"))
                .hasToString("https://rpc.example/penumbra/block?height=7&key=k");
        assertThat(Web.below(URI.create("http://127.0.0.1:26657"), "/status", ""))
                .hasToString("http://127.0.0.1:26657/status");
    }

    private CometBftNode node() {
        return new CometBftNode(web, server.at("/rpc/"));
    }

    private CometBftTip tip() {
        return new CometBftTip(node(), OLDEST, clock());
    }

    private static Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    private static BlockHash hash(long height) {
        return new BlockHash(CometBftAnswers.hash(height));
    }

    private static TreeSet<Long> heights(long from, long to) {
        return new TreeSet<>(LongStream.rangeClosed(from, to).boxed().toList());
    }

    private static void assertUnknown(HeightProbe probe, String reason) {
        assertThat(probe.read())
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains(reason).doesNotContain("\n"));
    }
}
