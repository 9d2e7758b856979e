package dev.baton.audit.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.audit.Deploys;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.Envelope;
import dev.baton.support.MemoryFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that cannot be read: each goes to the dead letters as it was, and what comes after it is recorded. */
class PoisonTest {

    private static final String PREFIX = "baton.";
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
    private static final Deploys INDEXER = Deploys.of("indexer");
    private static final EventCodec CODEC = new EventCodec();
    private static final String SOUND = new String(CODEC.encode(INDEXER.accepted(1)), UTF_8);

    private final CountingObserver observer = new CountingObserver();
    private TopologyTestDriver driver;

    @BeforeEach
    void start(@TempDir(factory = MemoryFolder.class) Path state) {
        var config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "audit-test");
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(AuditTopology.build(PREFIX, observer), config, NOW);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    static Stream<Arguments> poison() {
        return Stream.of(
                Arguments.of("nothing", "indexer", null, "no value"),
                Arguments.of("an empty value", "indexer", bytes(""), ""),
                Arguments.of("no JSON", "indexer", bytes("<html>Bad Gateway</html>"), "not a CloudEvent"),
                Arguments.of("half a record", "indexer", bytes(SOUND.substring(0, 200)), "not a CloudEvent"),
                Arguments.of("no UTF-8", "indexer", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1}, "not a CloudEvent"),
                Arguments.of("no object", "indexer", bytes("[1]"), ""),
                Arguments.of(
                        "an unknown type", "indexer", changed("deploy-accepted.v1\"", "deploy-hexed.v1\""), "type"),
                Arguments.of(
                        "an unknown version",
                        "indexer",
                        changed("deploy-accepted.v1\"", "deploy-accepted.v2\""),
                        "type"),
                Arguments.of("no subject", "indexer", changed("\"subject\":\"indexer\",", ""), "subject"),
                Arguments.of(
                        "a hostile subject",
                        "indexer",
                        changed("\"subject\":\"indexer\"", "\"subject\":\"../x\""),
                        "name"),
                Arguments.of("another key", "search", bytes(SOUND), "key"),
                Arguments.of("a key that is no text", "\uffff", bytes(SOUND), "key"),
                Arguments.of("data of another shape", "indexer", changed("\"slot\":\"a\"", "\"slot\":7"), ""),
                Arguments.of("too deep JSON", "indexer", bytes("{\"a\":" + "[".repeat(100_000)), ""),
                Arguments.of("too many bytes", "indexer", new byte[EventCodec.LARGEST + 1], "bytes"),
                Arguments.of(
                        "an event of another topic",
                        "indexer",
                        CODEC.encode(INDEXER.requested()),
                        "belongs in the topic baton.requests.v1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("poison")
    void goesToTheDeadLettersUnchangedWithItsReason(String name, String key, byte @Nullable [] value, String reason) {
        send(Topic.DEPLOYMENTS, bytes("indexer"), CODEC.encode(INDEXER.accepted(1)), new RecordHeaders());
        send(Topic.DEPLOYMENTS, bytes(key), value, new RecordHeaders().add("from", bytes("ci")));
        send(
                Topic.DEPLOYMENTS,
                bytes("indexer"),
                CODEC.encode(INDEXER.completed(1).get(1)),
                new RecordHeaders());

        var letter = letters(Topic.DEPLOYMENTS).readRecord();

        assertThat(letter.getKey()).isEqualTo(bytes(key));
        assertThat(letter.getValue()).isEqualTo(value);
        assertThat(header(letter.getHeaders(), AuditHeaders.REASON))
                .contains(reason)
                .isNotBlank();
        assertThat(header(letter.getHeaders(), AuditHeaders.TOPIC)).isEqualTo("baton.deployments.v1");
        assertThat(header(letter.getHeaders(), AuditHeaders.PARTITION)).isEqualTo("0");
        assertThat(header(letter.getHeaders(), AuditHeaders.OFFSET)).isEqualTo("1");
        assertThat(header(letter.getHeaders(), AuditHeaders.TIME)).isEqualTo(NOW.toString());
        assertThat(header(letter.getHeaders(), "from")).isEqualTo("ci");
        assertThat(observer.deadLetters).hasSize(1);
        assertThat(observer.recorded).hasSize(2);
    }

    @Test
    void goesToTheDeadLettersOfItsOwnTopic() {
        for (var topic : new Topic[] {Topic.REQUESTS, Topic.DEPLOYMENTS, Topic.SYNC_PROGRESS, Topic.ROUTES}) {
            send(topic, null, bytes("?"), new RecordHeaders());

            assertThat(letters(topic).readRecord().getValue()).isEqualTo(bytes("?"));
        }
    }

    @Test
    void takesASampleThatNamesNoDeploymentForUnreadable() {
        var sample = INDEXER.progress(1, 1, 1);
        send(
                Topic.SYNC_PROGRESS,
                bytes("indexer"),
                CODEC.encode(new Envelope<>(
                        sample.id(),
                        sample.source(),
                        sample.application(),
                        sample.time(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        sample.event())),
                new RecordHeaders());

        assertThat(header(letters(Topic.SYNC_PROGRESS).readRecord().getHeaders(), AuditHeaders.REASON))
                .contains("deploymentid");
    }

    @Test
    void keepsTheBeginningOfARecordThatNoTopicCouldHold() {
        var huge = new byte[AuditTopology.LARGEST_MESSAGE];
        Arrays.fill(huge, (byte) 'x');
        send(Topic.REQUESTS, bytes("indexer"), huge, new RecordHeaders());

        var letter = letters(Topic.REQUESTS).readRecord();

        assertThat(letter.getValue()).hasSizeBetween(1 << 20, AuditTopology.LARGEST_MESSAGE - 1);
        assertThat(header(letter.getHeaders(), AuditHeaders.CUT_FROM))
                .isEqualTo(Integer.toString(huge.length + "indexer".length()));
    }

    @Test
    void readsWhatKcatSendsWithoutAKeyAndWhatComesInBinaryMode() {
        send(Topic.DEPLOYMENTS, null, bytes(SOUND), new RecordHeaders());
        var request = INDEXER.requested();
        send(
                Topic.REQUESTS,
                bytes("indexer"),
                bytes("{\"version\":\"v1\",\"descriptor\":{},\"requestedBy\":\"ci\"}"),
                new RecordHeaders()
                        .add("ce_specversion", bytes("1.0"))
                        .add("ce_id", bytes("one"))
                        .add("ce_source", bytes("/ci"))
                        .add("ce_type", bytes(request.type()))
                        .add("ce_subject", bytes("indexer"))
                        .add("ce_time", bytes("2026-03-01T12:00:00Z"))
                        .add("content-type", bytes("application/json")));

        assertThat(observer.deadLetters).isEmpty();
        assertThat(observer.recorded).containsExactly("dev.baton.deploy-accepted.v1", request.type());
    }

    private void send(Topic topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        driver.createInputTopic(topic.in(PREFIX), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value, headers, NOW));
    }

    private TestOutputTopic<byte[], byte[]> letters(Topic topic) {
        return driver.createOutputTopic(
                topic.deadLettersIn(PREFIX), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] changed(String from, String to) {
        assertThat(SOUND).contains(from);
        return bytes(SOUND.replace(from, to));
    }
}
