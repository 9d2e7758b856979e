package dev.baton.examples.devchain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcTest {

    private final ManualClock clock = new ManualClock();
    private final Chain chain = new Chain(
            new ChainSettings(1, 31337, clock.instant(), Duration.ofSeconds(1)),
            new ChainState(100, clock.instant(), false, List.of()),
            clock,
            _ -> {});
    private final JsonRpc rpc = new JsonRpc(chain);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            eth_chainId        | "0x7a69"
            eth_blockNumber    | "0x64"
            eth_syncing        | false
            net_version        | "31337"
            web3_clientVersion | "dev-chain/1.0"
            """)
    void answersWhatItIs(String method, String result) throws JsonProcessingException {
        assertThat(call(method, "")).isEqualTo(new ObjectMapper().readTree(result));
    }

    @ParameterizedTest
    @CsvSource({"latest,0x64", "pending,0x64", "earliest,0x0", "finalized,0x24", "safe,0x24", "0x1f,0x1f", "0x1F,0x1f"})
    void findsBlocksByNumberAndByTag(String tag, String number) {
        JsonNode block = call("eth_getBlockByNumber", "\"" + tag + "\", false");
        assertThat(block.path("number").asText()).isEqualTo(number);
        assertThat(block.path("hash").asText()).matches("0x[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x65", "0x7fffffffffffffff", "0xfffffffffffffff"})
    void hasNoBlockAboveItsHead(String number) {
        assertThat(call("eth_getBlockByNumber", "\"" + number + "\", true").isNull())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"\"",
                "\"0x\"",
                "\"0x00\"",
                "\"0x01\"",
                "\"1\"",
                "1",
                "\"-0x1\"",
                "\"0xg\"",
                "\"0x8000000000000000\"",
                "\"0xffffffffffffffffffffffff\"",
                "\"newest\"",
                "null",
                "\"latest\", \"yes\"",
                "\"latest\", true, 1"
            })
    void refusesMalformedBlockNumbers(String params) {
        assertErrorCode(answer(request("eth_getBlockByNumber", params)), -32602);
    }

    @Test
    void showsTransactionsWholeOrByHash() {
        JsonNode whole = call("eth_getBlockByNumber", "\"0x5\", true").path("transactions");
        JsonNode hashes = call("eth_getBlockByNumber", "\"0x5\"").path("transactions");
        assertThat(whole).isNotEmpty().hasSameSizeAs(hashes);
        for (int i = 0; i < hashes.size(); i++) {
            assertThat(whole.path(i).path("hash")).isEqualTo(hashes.path(i));
            assertThat(whole.path(i).path("blockNumber").asText()).isEqualTo("0x5");
        }
    }

    @Test
    void answersABatchInOrderAndLeavesOutNotifications() {
        JsonNode answers = answer("[" + request("eth_chainId", "")
                + ", {\"jsonrpc\":\"2.0\",\"method\":\"eth_syncing\"}, 7," + request("eth_nothing", "") + "]");
        assertThat(answers).hasSize(3);
        assertThat(answers.path(0).path("result").asText()).isEqualTo("0x7a69");
        assertErrorCode(answers.path(1), -32600);
        assertErrorCode(answers.path(2), -32601);
    }

    @Test
    void answersNothingToNotifications() {
        String notification = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_syncing\"}";
        assertThat(rpc.answer(bytes(notification))).isEmpty();
        assertThat(rpc.answer(bytes("[" + notification + "]"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "<html></html>", "[1", "{} {}", "\u0000", "nul"})
    void refusesWhatIsNotJson(String body) {
        assertErrorCode(answer(body), -32700);
    }

    @Test
    void refusesJsonThatIsNestedTooDeep() {
        assertErrorCode(answer("[".repeat(100_000)), -32700);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "1",
                "\"x\"",
                "null",
                "{\"jsonrpc\":\"1.0\",\"method\":\"eth_chainId\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":7,\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\",\"id\":{}}"
            })
    void refusesWhatIsNotARequest(String body) {
        assertErrorCode(answer(body), -32600);
    }

    @Test
    void refusesABatchThatIsTooLong() {
        String batch = IntStream.rangeClosed(0, JsonRpc.MOST_REQUESTS)
                .mapToObj(_ -> request("eth_chainId", ""))
                .collect(Collectors.joining(",", "[", "]"));
        assertErrorCode(answer(batch), -32600);
    }

    @Test
    void refusesNamedParameters() {
        assertErrorCode(
                answer("{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\",\"params\":{\"a\":1},\"id\":1}"), -32602);
    }

    @Test
    void isSteered() {
        assertThat(call("dev_mine", "5").asText()).isEqualTo("0x69");
        assertThat(call("dev_mine", "\"0x5\"").asText()).isEqualTo("0x6e");
        String before = headHash();
        assertThat(call("dev_reorg", "3").asText()).isEqualTo("0x6e");
        assertThat(headHash()).isNotEqualTo(before);
        call("dev_pause", "");
        clock.advance(Duration.ofSeconds(9));
        assertThat(call("dev_resume", "").asText()).isEqualTo("0x6e");
    }

    @ParameterizedTest
    @CsvSource({"dev_mine,-1", "dev_mine,0", "dev_mine,1.5", "dev_mine,9223372036854775807", "dev_reorg,65"})
    void refusesToBeSteeredOutOfBounds(String method, String param) {
        assertErrorCode(answer(request(method, param)), -32602);
        assertThat(chain.height()).isEqualTo(100);
    }

    private String headHash() {
        return call("eth_getBlockByNumber", "\"latest\"").path("hash").asText();
    }

    private JsonNode call(String method, String params) {
        JsonNode answer = answer(request(method, params));
        assertThat(answer.path("id").asInt()).isEqualTo(1);
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        return answer.path("result");
    }

    private JsonNode answer(String body) {
        try {
            return new ObjectMapper().readTree(rpc.answer(bytes(body)).orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[" + params + "]}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertErrorCode(JsonNode answer, int code) {
        assertThat(answer.path("error").path("code").asInt())
                .as(answer.toString())
                .isEqualTo(code);
    }
}
