package dev.baton.syncmonitor.adapter.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpHandler;
import dev.baton.syncmonitor.domain.sampling.Reading;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GraphQL, graph-node, Ponder and Prometheus' text format, each from a server that answers as those do. */
class IndexerProbesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEALTHY = """
            {"subgraph": "QmGood", "synced": true, "health": "healthy", "fatalError": null,
             "chains": [{"chainHeadBlock": {"number": "18000100"}, "latestBlock": {"number": "18000042"}}]}""";

    private final TinyServer server = new TinyServer();
    private final Web web = new Web(new Web.Limits(Duration.ofSeconds(2), Duration.ofSeconds(10), 100_000));
    private volatile JsonNode asked = JSON.nullNode();

    @AfterEach
    void stop() {
        web.close();
        server.close();
    }

    @Test
    void postsAQueryAndReadsTheHeightInItsAnswer() {
        server.answering("/graphql", remembering("{\"data\": {\"_meta\": {\"block\": {\"number\": 77}}}}"));

        assertThat(graphQl("{\"query\": \"{ _meta { block { number } } }\"}").read())
                .isEqualTo(new Reading.Height(77));
        assertThat(asked.path("query").asText()).isEqualTo("{ _meta { block { number } } }");
    }

    @Test
    void saysWhatAGraphQlServerRefusedWithStatus200() {
        server.answering("/graphql", 200, "{\"data\": null, \"errors\": [{\"message\": \"no field _meta\"}]}");

        assertUnknown(graphQl("{}").read(), "no height at that place; the server says \"no field _meta\"");
    }

    @Test
    void readsASubgraphsBlockAndItsChainsHead() {
        server.answering("/graphql", remembering(statuses(HEALTHY)));

        assertThat(graphNode(Role.HEIGHT)).isEqualTo(new Reading.Height(18_000_042));
        assertThat(graphNode(Role.TIP)).isEqualTo(new Reading.Height(18_000_100));
        assertThat(asked.at("/variables/deployments/0").asText()).isEqualTo("QmGood");
        assertThat(asked.path("query").asText()).doesNotContain("synced");
    }

    @Test
    void believesNoSubgraphThatIsSyncedAndFailedAtOnce() {
        server.answering(
                "/graphql",
                200,
                statuses(HEALTHY.replace("\"healthy\"", "\"failed\"")
                        .replace("\"fatalError\": null", "\"fatalError\": {\"message\": \"handler threw\"}")));

        assertUnknown(graphNode(Role.HEIGHT), "the subgraph is \"failed\": \"handler threw\"");
        assertThat(graphNode(Role.TIP)).isEqualTo(new Reading.Height(18_000_100));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"data\":{\"indexingStatuses\":[]}} | does not index \"QmGood\"",
                "{\"errors\":[{\"message\":\"unknown field\"}]} | no indexing statuses: is it graph-node's index node?; the server says \"unknown field\"",
                "{\"data\":{\"indexingStatuses\":[{\"health\":\"healthy\",\"chains\":[]}]}} | names 0 chains",
                "{\"data\":{\"indexingStatuses\":[{\"chains\":[{}]}]}} | \"of unknown health\"",
                "{\"data\":{\"indexingStatuses\":[{\"health\":\"healthy\",\"chains\":[{\"latestBlock\":null}]}]}} | no height at that place",
                "[] | no indexing statuses"
            })
    void saysWhyASubgraphHasNoHeight(String body, String reason) {
        server.answering("/graphql", 200, body);

        assertUnknown(graphNode(Role.HEIGHT), reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"mainnet\":{\"id\":1,\"block\":{\"number\":19000000,\"timestamp\":1700000000}}} | `` | 19000000",
                "{\"mainnet\":{\"id\":1,\"block\":{\"number\":5}},\"base\":{\"id\":8453,\"block\":{\"number\":9}}} | base | 9"
            })
    void readsAPonderApplicationsBlock(String status, String chain, long height) {
        server.answering("/status", 200, status);

        assertThat(ponder(chain)).isEqualTo(new Reading.Height(height));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | {\"mainnet\":{\"block\":{\"number\":5}},\"base\":{\"block\":{\"number\":9}}} | `` | several chains, \"mainnet, base\": name one",
                "200 | {\"mainnet\":{\"block\":{\"number\":5}}} | base | no chain \"base\", only \"mainnet\"",
                "200 | {\"mainnet\":{\"id\":1,\"block\":null}} | `` | no height at that place",
                "200 | {} | `` | no chain",
                "503 | {} | `` | status 503"
            })
    void saysWhyAPonderApplicationHasNoHeight(int status, String body, String chain, String reason) {
        server.answering("/status", status, body);

        assertUnknown(ponder(chain), reason);
    }

    @Test
    void asksNeitherTheHealthNorTheReadinessOfAPonderApplication() {
        server.answering("/health", 200, "").answering("/ready", 200, "").answering("/status", 503, "");

        assertUnknown(ponder(""), "status 503");
    }

    @Test
    void readsTheOneSeriesThatFits() {
        server.answering("/metrics", 200, """
                # HELP chain_head_block the newest block
                # TYPE chain_head_block gauge
                chain_head_block{chain="mainnet",node="a b} \\"c\\""} 1.9000042e+07
                chain_head_block{chain="base"} 12345678 1700000000000
                chain_head_block_total 5
                plain 7
                fraction 7.5
                broken{chain="main
                minus -3
                nan NaN
                infinite +Inf
                huge 1e999999999
                large 9007199254740993
                # EOF
                """);

        assertThat(metric("chain_head_block", Map.of("chain", "mainnet"))).isEqualTo(new Reading.Height(19_000_042));
        assertThat(metric("chain_head_block", Map.of("node", "a b} \"c\""))).isEqualTo(new Reading.Height(19_000_042));
        assertThat(metric("chain_head_block", Map.of("chain", "base"))).isEqualTo(new Reading.Height(12_345_678));
        assertThat(metric("plain", Map.of())).isEqualTo(new Reading.Height(7));
        assertUnknown(metric("chain_head_block", Map.of()), "2 series fit; choose one with prometheus.labels");
        assertUnknown(metric("chain_head_block", Map.of("chain", "gnosis")), "no such series");
        assertUnknown(metric("chain_head", Map.of()), "no such series");
        assertUnknown(metric("broken", Map.of()), "no such series");
        assertUnknown(metric("fraction", Map.of()), "not a whole number");
        assertUnknown(metric("minus", Map.of()), "negative");
        assertUnknown(metric("nan", Map.of()), "not a number, \"NaN\"");
        assertUnknown(metric("infinite", Map.of()), "not a number, \"+Inf\"");
        assertUnknown(metric("huge", Map.of()), "not a whole number that a height can be");
        assertUnknown(metric("large", Map.of()), "beyond 2^53");
    }

    @Test
    void saysWhyThereAreNoMetrics() {
        server.answering("/metrics", 503, "").answering("/long", 200, "x 1\n".repeat(100_000));

        assertUnknown(metric("plain", Map.of()), "status 503");
        assertUnknown(new PrometheusProbe(web, server.at("/long"), "x", Map.of()).read(), "too long");
    }

    private HttpHandler remembering(String answer) {
        return exchange -> {
            asked = JSON.readTree(exchange.getRequestBody());
            TinyServer.send(exchange, 200, answer);
        };
    }

    private JsonHeightProbe graphQl(String body) {
        return new JsonHeightProbe(
                web,
                server.at("/graphql"),
                JsonPointer.compile("/data/_meta/block/number"),
                Optional.empty(),
                Optional.of(body));
    }

    private Reading graphNode(Role role) {
        return new GraphNodeProbe(web, server.at("/graphql"), "QmGood", role).read();
    }

    private Reading ponder(String chain) {
        var base = URI.create("http://127.0.0.1:" + server.port());
        return new PonderProbe(web, base, Optional.of(chain).filter(name -> !name.isEmpty())).read();
    }

    private Reading metric(String name, Map<String, String> labels) {
        return new PrometheusProbe(web, server.at("/metrics"), name, labels).read();
    }

    private static String statuses(String status) {
        return "{\"data\": {\"indexingStatuses\": [" + status + "]}}";
    }

    private static void assertUnknown(Reading reading, String reason) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains(reason).doesNotContain("\n"));
    }
}
