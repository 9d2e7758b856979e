package dev.baton.audit.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.audit.Deploys;
import dev.baton.audit.domain.chain.AuditRecord;
import dev.baton.audit.domain.chain.Chain;
import dev.baton.audit.domain.chain.ChainHead;
import dev.baton.audit.domain.chain.Digest;
import dev.baton.audit.domain.chain.Finding;
import dev.baton.audit.domain.chain.Place;
import dev.baton.codec.BatonJson;
import dev.baton.codec.Decoded;
import dev.baton.codec.EventCodec;
import dev.baton.events.Envelope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditRecordCodecTest {

    private static final Place PLACE = new Place("baton.audit.v1", 0, 3);
    private static final Chain CHAIN = new Chain(new JcsForm());

    private final EventCodec events = new EventCodec();
    private final AuditRecordCodec codec = new AuditRecordCodec(events);
    private final CanonicalEvents canonical = new CanonicalEvents(events);
    private final Deploys indexer = Deploys.of("indexer");

    @Test
    void readsWhatItWrote() {
        for (var record : chain()) {
            assertThat(codec.decode(PLACE, codec.encode(record))).isEqualTo(new Finding.Readable(PLACE, record));
        }
    }

    @Test
    void writesACloudEventThatTheContractKnows() {
        var record = chain().getFirst();

        assertThat(events.decode(codec.encode(record))).isInstanceOfSatisfying(Decoded.Readable.class, readable -> {
            assertThat(readable.envelope().type()).isEqualTo("dev.baton.audit-recorded.v1");
            assertThat(readable.envelope().application()).isEqualTo(indexer.application());
            assertThat(readable.envelope().cause()).contains(record.entry().eventId());
        });
    }

    @Test
    void computesAHashThatAnybodyCanComputeFromTheRecordAlone() throws IOException {
        var record = chain().getLast();
        var data = BatonJson.mapper().readTree(codec.encode(record)).get("data");
        ((ObjectNode) data).remove("hash");

        assertThat(Digest.of(Jcs.canonical(BatonJson.mapper().writeValueAsBytes(data))))
                .isEqualTo(record.hash());
    }

    @Test
    void findsEveryByteThatIsChangedInTheTopic() {
        var records = chain().subList(0, 3);
        var written = records.stream().map(codec::encode).toList();
        for (var i = 0; i < written.size(); i++) {
            for (var at = 0; at < written.get(i).length; at++) {
                var changed = new ArrayList<>(written);
                var bytes = written.get(i).clone();
                bytes[at] = (byte) (bytes[at] == '1' ? '2' : '1');
                changed.set(i, bytes);

                assertThat(verified(changed))
                        .as("record %d, byte %d: %s", i + 1, at, new String(bytes, UTF_8))
                        .isFalse();
            }
        }
        assertThat(verified(written)).isTrue();
    }

    @Test
    void findsWhiteSpaceAndMembersThatWereAdded() {
        var written = new String(codec.encode(chain().getFirst()), UTF_8);

        for (var changed : List.of(
                written + " ",
                written.replaceFirst(":", ": "),
                written.replaceFirst("\\{", "{\"added\":1,"),
                written.replaceFirst("\"data\":\\{", "\"data\":{\"added\":1,"))) {
            assertThat(codec.decode(PLACE, changed.getBytes(UTF_8))).isInstanceOf(Finding.Unreadable.class);
        }
    }

    @Test
    void keepsWhatThePublisherSentBeyondWhatBatonKnows() {
        var event = indexer.accepted(1);
        var sent = new String(events.encode(event), UTF_8).replaceFirst("\\{", "{\"partnerid\":\"x\",");

        assertThat(canonical.of(event, sent.getBytes(UTF_8)))
                .hasValueSatisfying(json -> assertThat(json).contains("\"partnerid\":\"x\""));
    }

    @Test
    void recordsAnEventWhoseJsonHasNoCanonicalFormAsBatonUnderstoodIt() {
        var event = indexer.accepted(1);
        var twice = new String(events.encode(event), UTF_8)
                .replaceFirst("\"subject\":\"indexer\"", "\"subject\":\"search\",\"subject\":\"indexer\"");

        assertThat(canonical.of(event, twice.getBytes(UTF_8)))
                .hasValueSatisfying(json ->
                        assertThat(json).contains("\"subject\":\"indexer\"").doesNotContain("search"));
    }

    @Test
    void chainsEventsWithDifficultTextAndNumbers() {
        for (var text : List.of(
                "\u20ac \ud83d\ude00 \u0000 \u001f \" \\ / \u2028 \ufb33", "1e400", "\\ud800", "9".repeat(30))) {
            var json = """
                    {"specversion":"1.0","id":"a","source":"/ci","type":"dev.baton.deploy-requested.v1",
                     "subject":"indexer","time":"2026-03-01T13:00:00.120+01:00",
                     "data":{"version":"v1","requestedBy":"ci","descriptor":{"text":%s,"n":[1e21,0.1,-0,1.0,123456789012345678901,5e-324]}}}
                    """.formatted(quoted(text));
            var read = events.decode(json.getBytes(UTF_8));
            assertThat(read).isInstanceOf(Decoded.Readable.class);
            var envelope = ((Decoded.Readable) read).envelope();
            var event = canonical.of(envelope, json.getBytes(UTF_8));
            assertThat(event).isPresent();
            var record = CHAIN.append(
                    Chain.start(indexer.application()),
                    AuditRecordCodec.entry(PLACE, Deploys.NOON, event.orElseThrow()));

            assertThat(codec.decode(PLACE, codec.encode(record))).isEqualTo(new Finding.Readable(PLACE, record));
        }
    }

    private static String quoted(String text) {
        return text.equals("\\ud800")
                ? "\"\\ud800\""
                : BatonJson.mapper().getNodeFactory().textNode(text).toString();
    }

    private boolean verified(List<byte[]> written) {
        var findings = written.stream().map(bytes -> codec.decode(PLACE, bytes)).toList();
        return CHAIN.verify(indexer.application(), findings, known()).verified();
    }

    private List<ChainHead> known() {
        return List.of(chain().get(2).head());
    }

    private List<AuditRecord> chain() {
        var records = new ArrayList<AuditRecord>();
        var head = Chain.start(indexer.application());
        for (Envelope<?> event : fixed) {
            var json = canonical.of(event, events.encode(event)).orElseThrow();
            var record = CHAIN.append(head, AuditRecordCodec.entry(PLACE, Deploys.NOON, json));
            records.add(record);
            head = record.head();
        }
        return records;
    }

    private final List<? extends Envelope<?>> fixed = indexer.completed(1);
}
