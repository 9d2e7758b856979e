package dev.baton.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.baton.codec.Decoded.Readable;
import dev.baton.codec.Decoded.Unreadable;
import dev.baton.events.Envelope;
import dev.baton.events.EventSamples;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.nio.charset.Charset;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {

    private final EventCodec codec = new EventCodec();

    static Stream<Envelope<?>> events() {
        return EventSamples.all();
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsBinaryMode(Envelope<?> envelope) {
        var cloudEvent = new JsonFormat().deserialize(codec.encode(envelope));
        var record = KafkaMessageFactory.<String>createWriter(
                        "any", envelope.application().value())
                .writeBinary(cloudEvent);
        assertThat(codec.decode(record.headers(), record.value())).isEqualTo(new Readable(envelope));
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsBackTheRecordThatItWrote(Envelope<?> envelope) {
        var written = codec.toRecord("any", envelope);
        var read = new ConsumerRecord<>("any", 0, 0, written.key(), written.value());
        written.headers().forEach(read.headers()::add);
        assertThat(codec.decode(read)).isEqualTo(new Readable(envelope));
    }

    @Test
    void readsWhatLaterVersionsAddToAnEvent() {
        var text = new String(codec.encode(EventSamples.all().findFirst().orElseThrow()), UTF_8)
                .replaceFirst("\"version\":", "\"invented\": {\"later\": [1]}, \"version\":");
        assertThat(text).contains("invented");
        assertThat(codec.decode(text.getBytes(UTF_8))).isInstanceOf(Readable.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                                      | not a CloudEvent
                    not json                                                | not a CloudEvent
                    []                                                      | not a CloudEvent
                    {}                                                      | specversion
                    {"specversion":"9.9","id":"1","source":"/x","type":"y"} | 9.9
                    """)
    void refusesWhatIsNoCloudEvent(String text, String reason) {
        assertThat(reasonFor(text)).containsIgnoringCase(reason);
    }

    @Test
    void refusesAnUnknownTypeAndAnUnknownVersion() {
        assertThat(reasonFor(event("dev.baton.green-started.v9", "evm-indexer", "{}")))
                .contains("unknown type \"dev.baton.green-started.v9\"", "dev.baton.green-started.v1");
        assertThat(reasonFor(event("com.example.other", "evm-indexer", "{}"))).contains("unknown type");
    }

    @Test
    void refusesAHostileName() {
        for (var name : new String[] {"../etc", "a;b", "a}b", "a\\nb", "A", "", "a".repeat(41)}) {
            assertThat(reasonFor(event("dev.baton.rollback-requested.v1", name, "{\"requestedBy\":\"x\"}")))
                    .as(name)
                    .contains("application's name");
        }
    }

    @Test
    void refusesDataThatDoesNotFit() {
        assertThat(reasonFor(event("dev.baton.switched.v1", "evm-indexer", "{\"epoch\":\"many\"}")))
                .contains("does not fit");
        assertThat(reasonFor(event("dev.baton.switch-confirmed.v1", "evm-indexer", "{\"epoch\":1}")))
                .contains("checks");
        assertThat(reasonFor(event("dev.baton.switch-confirmed.v1", "evm-indexer", "null")))
                .isNotEmpty();
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertThat(((Unreadable) codec.decode(new byte[EventCodec.LARGEST + 1])).reason())
                .contains("1048577 bytes");
    }

    @Test
    void refusesAKeyThatNamesAnotherApplication() {
        var envelope = EventSamples.all().findFirst().orElseThrow();
        var record = new ConsumerRecord<>("any", 0, 0, "other", codec.encode(envelope));
        assertThat(codec.decode(record)).isInstanceOf(Unreadable.class);
        assertThat(codec.decode(new ConsumerRecord<String, byte[]>("any", 0, 0, "evm-indexer", null)))
                .isEqualTo(new Unreadable("the record has no value"));
    }

    @Test
    void answersAnyBytesWithoutThrowing() {
        var random = new Random(7);
        var golden = codec.encode(EventSamples.all().skip(4).findFirst().orElseThrow());
        for (var i = 0; i < 3_000; i++) {
            var bytes = golden.clone();
            for (var flips = random.nextInt(1, 6); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            var headers = new RecordHeaders();
            if (random.nextBoolean()) {
                headers.add("content-type", new String(bytes, 0, 9, Charset.defaultCharset()).getBytes(UTF_8));
            }
            assertThatCode(() -> codec.decode(headers, bytes)).doesNotThrowAnyException();
        }
    }

    private String reasonFor(String text) {
        return ((Unreadable) codec.decode(text.getBytes(UTF_8))).reason();
    }

    private static String event(String type, String subject, String data) {
        return """
               {"specversion":"1.0","id":"1","source":"/ci","type":"%s","subject":"%s",
                "time":"2026-03-01T12:00:00Z","datacontenttype":"application/json","data":%s}
               """.formatted(type, subject, data);
    }
}
