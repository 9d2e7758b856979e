package dev.baton.syncmonitor.adapter.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonPointer;
import com.sun.net.httpserver.HttpExchange;
import dev.baton.descriptor.Source;
import dev.baton.support.FreePorts;
import dev.baton.syncmonitor.domain.sampling.Reading;
import dev.baton.syncmonitor.domain.verification.BlockHash;
import dev.baton.syncmonitor.domain.verification.Unreachable;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeightProbesIT {

    private static final long LONGEST = 10_000;
    /** Ten may be what a client has read and what both systems keep for it. */
    private static final long HUNDRED_MEGABYTES = 100L << 20;

    private final TinyServer server = new TinyServer();
    private final Web web = new Web(new Web.Limits(Duration.ofSeconds(2), Duration.ofMillis(600), LONGEST));

    @AfterEach
    void stop() {
        web.close();
        server.close();
    }

    @Test
    void whatHasNothingToCatchUpWithIsAtTheTipWhileItAnswers() {
        server.answering("/ready", 200, "ok").answering("/busy", 503, "warming up");

        assertThat(new HealthProbe(web, server.at("/ready")).read()).isEqualTo(new Reading.Height(0));
        assertUnknown(new HealthProbe(web, server.at("/busy")).read(), "503");
        var gone = server.at("/ready");
        server.close();
        assertUnknown(new HealthProbe(web, gone).read(), "cannot connect");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"result\":{\"height\":42}} | 42",
                "{\"result\":{\"height\":0}} | 0",
                "{\"result\":{\"height\":\"10203\"}} | 10203",
                "{\"result\":{\"height\":9007199254740992}} | 9007199254740992"
            })
    void readsAHeightThatIsANumberOrTheDigitsOfOne(String body, long height) {
        assertThat(read(200, body)).isEqualTo(new Reading.Height(height));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | <html><body>502</body></html> | HTML or XML instead of JSON",
                "200 | {\"result\": | not JSON",
                "200 | {\"result\":{\"height\":1}} trailing | not JSON",
                "200 | `` | empty body",
                "200 | {} | no height at that place",
                "200 | {\"result\":{\"height\":null}} | no height at that place",
                "200 | {\"result\":{\"height\":-5}} | negative",
                "200 | {\"result\":{\"height\":\"-5\"}} | text",
                "200 | {\"result\":{\"height\":\"latest\"}} | text",
                "200 | {\"result\":{\"height\":\"\"}} | text",
                "200 | {\"result\":{\"height\":1.5}} | not a whole number",
                "200 | {\"result\":{\"height\":true}} | not a whole number",
                "200 | {\"result\":{\"height\":[7]}} | not a whole number",
                "200 | {\"result\":{\"height\":9007199254740993}} | beyond 2^53",
                "200 | {\"result\":{\"height\":99999999999999999999999999}} | beyond 2^53",
                "404 | {\"result\":{\"height\":1}} | status 404",
                "503 | {\"result\":{\"height\":1}} | status 503"
            })
    void saysWhyThereIsNoHeight(int status, String body, String reason) {
        assertThat(read(status, body))
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains(reason).doesNotContain("\n"));
    }

    @Test
    void doesNotFollowRedirects() {
        server.answering("/height", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://elsewhere.example/");
            TinyServer.send(exchange, 302, "");
        });

        assertUnknown(probe(server.at("/height")).read(), "redirects to \"http://elsewhere.example\"; name the final");
        assertThat(new HttpHealthCheck(web, server.at("/height")).ailment())
                .hasValueSatisfying(ailment -> assertThat(ailment).contains("redirects to"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "https://127.0.0.1/v3/s3cr3t | redirects to \"https://127.0.0.1\"",
                "/login?from=/v3/s3cr3t | redirects to another path",
                "http://[s3cr3t | redirects to what is no address",
                "`` | redirects to another path"
            })
    void tellsNoKeyThatARedirectRepeats(String location, String reason) {
        server.answering("/v3/s3cr3t", exchange -> {
            exchange.getResponseHeaders().add("Location", location);
            TinyServer.send(exchange, 308, "");
        });

        var reading = evm(server.at("/v3/s3cr3t")).read();

        assertUnknown(reading, reason);
        assertThat(reading.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void stopsReadingAHundredMegabytesWhetherTheirLengthIsToldOrNot() {
        var told = new AtomicLong();
        server.answering("/told", exchange -> flood(exchange, HUNDRED_MEGABYTES, told));
        server.answering("/untold", exchange -> flood(exchange, 0, told));
        try (var asInProduction = new Web(new Web.Limits(Duration.ofSeconds(2), Duration.ofSeconds(5), 4 << 20))) {
            for (var path : List.of("/told", "/untold")) {
                assertUnknown(probe(asInProduction, server.at(path)).read(), "too long");
                assertUnknown(
                        new GraphNodeProbe(asInProduction, server.at(path), "QmGood", Role.HEIGHT).read(), "too long");
                assertThat(new HttpHealthCheck(asInProduction, server.at(path)).ailment())
                        .hasValueSatisfying(ailment -> assertThat(ailment).contains("too long"));
            }
        }
        // It hangs up instead of reading on.
        await().untilAsserted(() -> assertThat(told.get()).isEqualTo(6));
    }

    @Test
    void followsCredentialsThatExpireInTheMiddleAndAreMendedLater() {
        var status = new AtomicInteger(200);
        server.answering(
                "/height",
                exchange -> TinyServer.send(
                        exchange,
                        status.get(),
                        status.get() == 200 ? "{\"result\":{\"height\":42}}" : "{\"error\":\"token expired\"}"));
        var probe = probe(server.at("/height"));
        var health = new HttpHealthCheck(web, server.at("/height"));
        assertThat(probe.read()).isEqualTo(new Reading.Height(42));
        assertThat(health.ailment()).isEmpty();

        for (var refusal : List.of(401, 403)) {
            status.set(refusal);
            assertUnknown(
                    probe.read(),
                    "answered with status " + refusal + ": \"token expired\"; has a key or a password expired?");
            assertThat(health.ailment()).isPresent();
        }

        status.set(200);
        assertThat(probe.read()).isEqualTo(new Reading.Height(42));
        assertThat(health.ailment()).isEmpty();
    }

    @Test
    void stopsReadingAnAnswerThatIsTooLong() {
        assertUnknown(read(200, "{\"filler\":\"" + "x".repeat((int) LONGEST) + "\"}"), "too long");
    }

    @Test
    void takesNoDocumentThatIsNestedWithoutEnd() {
        server.answering("/nested", 200, "{\"result\":" + "[".repeat(5_000));
        server.answering("/digits", 200, "{\"result\":{\"height\":" + "9".repeat(5_000) + "}}");

        assertUnknown(probe(server.at("/nested")).read(), "not JSON");
        assertUnknown(probe(server.at("/digits")).read(), "not JSON");
    }

    @Test
    void doesNotWaitForASlowAnswerNorForASlowBody() {
        server.answering("/slow", _ -> stall());
        server.answering("/dripping", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            stall();
        });

        assertUnknown(probe(server.at("/slow")).read(), "did not answer within 600 ms");
        assertUnknown(probe(server.at("/dripping")).read(), "did not answer within 600 ms");
    }

    @Test
    void saysThatNobodyListensOrThatTheAddressIsNone() {
        assertUnknown(
                probe(URI.create("http://127.0.0.1:" + FreePorts.next() + "/")).read(), "cannot connect");
        assertUnknown(probe(URI.create("ftp://127.0.0.1/")).read(), "not an address for HTTP");
    }

    @Test
    void tellsNoKeyThatStandsInAnAddress() {
        server.answering("/", 500, "");
        var probe = evm(URI.create("http://127.0.0.1:" + server.port() + "/v3/s3cr3t?key=s3cr3t"));

        assertUnknown(probe.read(), "status 500");
        assertThat(probe.name() + probe.read()).doesNotContain("s3cr3t");
    }

    @Test
    void readsAnEvmNode() throws Unreachable {
        server.answering("/", new EvmAnswers(1_000));
        var node = evm(server.at("/"));

        assertThat(node.read()).isEqualTo(new Reading.Height(1_000));
        assertThat(node.chainId()).isEqualTo("31337");
        assertThat(node.hashes(new TreeSet<>(List.of(0L, 999L))))
                .isEqualTo(Map.of(
                        0L, new BlockHash(EvmAnswers.hash(0)),
                        999L, new BlockHash(EvmAnswers.hash(999))));
        assertThatExceptionOfType(Unreachable.class)
                .isThrownBy(() -> node.hashes(new TreeSet<>(List.of(1_001L))))
                .withMessageContaining("has no block 1001");
    }

    @Test
    void asksForManyBlocksInFewRequests() throws Unreachable {
        var chain = new EvmAnswers(1_000);
        server.answering("/", chain);

        assertRight(evm(server.at("/")).hashes(heights(100, 172)));
        assertThat(chain.requests()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"batches are not allowed\"}}",
                "[]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32005,\"message\":\"too many calls\"}}]",
                "<html>413</html>"
            })
    void asksForEachBlockWhereBatchesAreRefused(String refusal) throws Unreachable {
        var chain = new EvmAnswers(1_000);
        server.answering("/", chain);
        chain.refuseBatches(refusal);

        assertRight(evm(server.at("/")).hashes(heights(100, 172)));
        assertThat(chain.requests()).isEqualTo(74);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"error\":{\"code\":-32601,\"message\":\"method not found\"}} | method not found",
                "{} | is it an EVM node",
                "[] | is it an EVM node",
                "{\"result\":null} | not a hexadecimal quantity",
                "{\"result\":17} | not a hexadecimal quantity",
                "{\"result\":\"0xzz\"} | not a hexadecimal quantity",
                "{\"result\":\"0x20000000000001\"} | beyond 2^53"
            })
    void saysWhyAnEvmNodeHasNoHeight(String body, String reason) {
        server.answering("/", 200, body);

        assertUnknown(evm(server.at("/")).read(), reason);
    }

    @Test
    void knowsAnInstanceIsHealthyOnlyByItsAnswer200() {
        server.answering("/healthy", 200, "ok").answering("/starting", 503, "");

        assertThat(new HttpHealthCheck(web, server.at("/healthy")).ailment()).isEmpty();
        assertThat(new HttpHealthCheck(web, server.at("/starting")).ailment())
                .hasValueSatisfying(ailment -> assertThat(ailment).contains("status 503"));
    }

    private EvmNode evm(URI address) {
        var endpoints = new Endpoints(web, _ -> Optional.empty(), Clock.systemUTC());
        return new EvmNode(endpoints.forVerification(new Source.Evm(address, List.of(), Optional.empty())));
    }

    private static TreeSet<Long> heights(long from, long to) {
        return new TreeSet<>(LongStream.rangeClosed(from, to).boxed().toList());
    }

    private static void assertRight(Map<Long, BlockHash> hashes) {
        assertThat(hashes)
                .hasSize(73)
                .allSatisfy((height, hash) -> assertThat(hash).isEqualTo(new BlockHash(EvmAnswers.hash(height))));
    }

    private Reading read(int status, String body) {
        server.answering("/height", status, body);
        return probe(server.at("/height")).read();
    }

    private JsonHeightProbe probe(URI address) {
        return probe(web, address);
    }

    /** Counts the answers that could not be sent to their end. */
    private static void flood(HttpExchange exchange, long length, AtomicLong cut) throws IOException {
        var piece = ("{\"filler\":\"" + "x".repeat(1 << 16)).getBytes(UTF_8);
        exchange.sendResponseHeaders(200, length);
        try {
            for (var sent = 0L; sent + piece.length <= HUNDRED_MEGABYTES; sent += piece.length) {
                exchange.getResponseBody().write(piece);
            }
        } catch (IOException hungUp) {
            cut.incrementAndGet();
            throw hungUp;
        }
    }

    private static JsonHeightProbe probe(Web web, URI address) {
        return new JsonHeightProbe(
                web, address, JsonPointer.compile("/result/height"), Optional.empty(), Optional.empty());
    }

    /** Answers nothing until the client has long given up. */
    private static void stall() {
        try {
            new CountDownLatch(1).await(3, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertUnknown(Reading reading, String reason) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains(reason));
    }
}
