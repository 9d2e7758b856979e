package dev.baton.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.codec.BatonJson;
import dev.baton.descriptor.KafkaLogin;
import dev.baton.descriptor.KafkaTls;
import dev.baton.descriptor.RequestBudget;
import dev.baton.descriptor.Source;
import dev.baton.model.SecretRef;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms in which a descriptor names sources of heights. */
class SourceFormsTest {

    private static final String DESCRIPTOR = """
            name: indexer
            run: {process: {command: [indexer]}}
            sync:
              height: %s
              tip: [%s]
            route: {listen: 8080}
            """;
    private static final String NODE = "{cometbft: {url: \"http://node:26657\"}}";

    private final DescriptorReader reader = new DescriptorReader();

    @Test
    void readsEachForm() throws JsonProcessingException {
        assertThat(height("{http: {path: /graphql, pointer: /data/height, body: '{\"query\": \"{ height }\"}'}}"))
                .isEqualTo(new Source.Http(
                        Optional.of("/graphql"),
                        Optional.empty(),
                        "/data/height",
                        Optional.empty(),
                        Optional.of("{\"query\": \"{ height }\"}")));
        assertThat(height("{graphNode: {url: \"http://graph:8030/graphql\", deployment: \"Qm{version}\"}}"))
                .isEqualTo(new Source.GraphNode(URI.create("http://graph:8030/graphql"), "Qm{version}"));
        assertThat(height("{ponder: {}}")).isEqualTo(new Source.Ponder(Optional.empty(), Optional.empty()));
        assertThat(height("{prometheus: {path: /metrics, metric: chain_height, labels: {chain: mainnet}}}"))
                .isEqualTo(new Source.Prometheus(
                        Optional.of("/metrics"), Optional.empty(), "chain_height", Map.of("chain", "mainnet")));
        assertThat(height("{kafka: {bootstrap: \"kafka:9092\", group: \"indexer-{deployment}\", topic: transfers}}"))
                .isEqualTo(new Source.Kafka("kafka:9092", "indexer-{deployment}", "transfers"));
        assertThat(height("{kafka: {bootstrap: \"kafka:9093\", group: g, topic: t, tls: {authority: {secret: CA}},"
                        + " login: {mechanism: SCRAM-SHA-256, user: reader, password: {secret: KAFKA}}}}"))
                .isEqualTo(new Source.Kafka(
                        "kafka:9093",
                        "g",
                        "t",
                        Optional.of(new KafkaTls(Optional.of(new SecretRef("CA")), Optional.empty(), Optional.empty())),
                        Optional.of(
                                new KafkaLogin(KafkaLogin.Mechanism.SCRAM_SHA_256, "reader", new SecretRef("KAFKA")))));
        assertThat(height("{evm: {url: \"https://node.example/v3/\", keys: [{secret: KEY_A}, {secret: KEY_B}],"
                        + " budget: {perSecond: 5, perDay: 50000}}}"))
                .isEqualTo(new Source.Evm(
                        URI.create("https://node.example/v3/"),
                        List.of(new SecretRef("KEY_A"), new SecretRef("KEY_B")),
                        Optional.of(new RequestBudget(Optional.of(5), Optional.of(50_000)))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {http: {path: /q, pointer: /h, method: GET, body: x}}   | /sync/height/http/method    | write POST
            {http: {path: /q, pointer: /h, method: DELETE}}         | /sync/height/http/method    | GET or POST
            {prometheus: {metric: height}}                          | /sync/height/prometheus     | write path for the instance
            {prometheus: {path: /m, metric: "a b"}}                 | /sync/height/prometheus/metric | the metric's name
            {kafka: {bootstrap: kafka, group: g, topic: t}}         | /sync/height/kafka/bootstrap | host:port
            {kafka: {bootstrap: "k:1", group: g, topic: t, login: {mechanism: PLAIN, user: u, password: p}}} | /sync/height/kafka/login/password | {secret: NAME}
            {kafka: {bootstrap: "k:1", group: g, topic: t, login: {mechanism: GSSAPI, user: u, password: {secret: P}}}} | /sync/height/kafka/login/mechanism | SCRAM-SHA-512
            {kafka: {bootstrap: "k:1", group: g, topic: t, tls: {key: {secret: K}}}} | /sync/height/kafka/tls | certificate
            {graphNode: {url: "http://graph:8030"}}                 | /sync/height/graphNode/deployment | the subgraph's deployment id
            {evm: {url: "http://n:1", budget: {perDay: 7}}}         | /sync/height/evm/budget/perDay | 100 to
            {evm: {url: "http://n:1", keys: ["abcdef"]}}            | /sync/height/evm/keys/0     | {secret: NAME}
            """)
    void saysWhatToWriteInstead(String source, String path, String remedy) {
        assertThat(reader.read(DESCRIPTOR.formatted(source, NODE)))
                .isInstanceOfSatisfying(
                        Reading.Invalid.class,
                        invalid -> assertThat(invalid.faults()).anySatisfy(fault -> {
                            assertThat(fault.path()).isEqualTo(path);
                            assertThat(fault.problem() + fault.remedy()).contains(remedy);
                        }));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {ponder: {url: "http://ponder:42069"}}
            {prometheus: {path: /metrics, metric: head}}
            {http: {path: /head, pointer: /height}}
            """)
    void takesNoTipFromTheInstance(String tip) {
        assertThat(reader.read(DESCRIPTOR.formatted(NODE, tip)))
                .isInstanceOfSatisfying(
                        Reading.Invalid.class,
                        invalid -> assertThat(invalid.faults())
                                .extracting(Fault::path)
                                .containsExactly("/sync/tip/0"));
    }

    /** The height as it is read from YAML, and again from the JSON that an event carries. */
    private Source height(String source) throws JsonProcessingException {
        var descriptor = ((Reading.Valid) reader.read(DESCRIPTOR.formatted(source, NODE))).descriptor();
        var json = BatonJson.mapper().writeValueAsString(descriptor);
        assertThat(reader.read(json))
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        again -> assertThat(again.descriptor()).isEqualTo(descriptor));
        return descriptor.sync().height();
    }
}
