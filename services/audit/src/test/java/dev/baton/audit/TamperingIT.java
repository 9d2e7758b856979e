package dev.baton.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.audit.codec.AuditRecordCodec;
import dev.baton.audit.domain.chain.AuditRecord;
import dev.baton.audit.domain.chain.Chain;
import dev.baton.audit.topology.AuditTopology;
import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.support.SharedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who may write to the audit topic changes it: the check says so, and says where. */
class TamperingIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Deploys ledger = Deploys.of("ledger");
    private final AuditRecordCodec codec = new AuditRecordCodec(new EventCodec());
    private AuditProcess audit;

    @BeforeEach
    void start(@TempDir Path directory) {
        audit = new AuditProcess(directory, 1).ready();
        ledger.completed(1).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        Deploys.of("bystander").completed(1).forEach(event -> audit.send(Topic.DEPLOYMENTS, event));
        await().atMost(SOON).ignoreExceptions().until(() -> audit.recorded(Deploys.of("bystander")) == 8);
    }

    @AfterEach
    void stop() {
        audit.close();
    }

    @Test
    void findsWhatWasChangedWithAccessToTheTopic() throws Exception {
        var whole = audit.json("/audit/verify");
        assertThat(whole.at("/verified").asBoolean()).as(whole.toString()).isTrue();
        assertThat(whole.at("/records").asLong()).isEqualTo(16);
        assertThat(whole.at("/chains")).hasSize(2);
        assertThat(audit.get("/q/metrics").text()).contains("baton_audit_chain_broken 0.0");
        var noted = chain("ledger", whole).at("/head/sequence").asText() + ":"
                + chain("ledger", whole).at("/head/hash").asText();
        assertThat(audit.json("/audit/verify/ledger?known=" + noted)
                        .at("/verified")
                        .asBoolean())
                .isTrue();

        var written = audit.read(audit.topic(Topic.AUDIT)).stream()
                .filter(record -> new String(record.key(), UTF_8).equals("ledger"))
                .map(record -> record.value())
                .toList();

        rewrite(with(
                written,
                3,
                new String(written.get(3), UTF_8).replace("\"v1\"", "\"v9\"").replace("990", "991")));
        assertFault("Altered", 4);

        rewrite(without(written, 2));
        assertFault("Removed", 3);

        rewrite(swapped(written, 4, 5));
        assertFault("Reordered", 5);

        rewrite(repeated(written, 1));
        assertFault("Inserted", 2);

        rewrite(written.subList(0, 6));
        assertFault("Truncated", 7);

        rewrite(forged(written));
        assertFault("Rewritten", 8);

        rewrite(continued(written));
        assertFault("Overrun", 9);

        rewrite(with(written, 0, "rubbish"));
        assertFault("Unreadable", 1);

        rewrite(written);
        assertThat(audit.json("/audit/verify/ledger?known=" + noted)
                        .at("/verified")
                        .asBoolean())
                .isTrue();
        assertThat(audit.json("/audit/verify/ledger?known=3:" + "0".repeat(64))
                        .at("/chains/0/fault/kind")
                        .asText())
                .isEqualTo("Rewritten");

        audit.send(new ProducerRecord<>(audit.topic(Topic.AUDIT), null, "stray".getBytes(UTF_8)));
        var report = audit.json("/audit/verify");
        assertThat(report.at("/verified").asBoolean()).isFalse();
        assertThat(report.at("/strays")).hasSize(1);
        assertThat(audit.get("/q/metrics").text()).contains("baton_audit_chain_broken 1.0");
    }

    /** Replaces the whole topic by these records and the bystander's, as they were. */
    private void rewrite(List<byte[]> ledgers) throws ExecutionException, InterruptedException {
        var topic = audit.topic(Topic.AUDIT);
        var others = audit.read(topic).stream()
                .filter(record -> new String(record.key(), UTF_8).equals("bystander"))
                .map(record -> record.value())
                .toList();
        try (var admin = Admin.create(Map.of("bootstrap.servers", SharedKafka.bootstrapServers()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }
        ledgers.forEach(value -> audit.send(new ProducerRecord<>(topic, "ledger".getBytes(UTF_8), value)));
        others.forEach(value -> audit.send(new ProducerRecord<>(topic, "bystander".getBytes(UTF_8), value)));
    }

    private void assertFault(String kind, long sequence) {
        var report = audit.json("/audit/verify");
        assertThat(report.at("/verified").asBoolean()).as(report.toString()).isFalse();
        assertThat(chain("ledger", report).at("/fault/kind").asText())
                .as(report.toString())
                .isEqualTo(kind);
        assertThat(chain("ledger", report).at("/fault/sequence").asLong()).isEqualTo(sequence);
        assertThat(chain("bystander", report).at("/verified").asBoolean()).isTrue();
    }

    private static JsonNode chain(String application, JsonNode report) {
        for (var chain : report.at("/chains")) {
            if (chain.at("/application").asText().equals(application)) {
                return chain;
            }
        }
        throw new AssertionError("no chain of " + application + " in " + report);
    }

    private static List<byte[]> with(List<byte[]> records, int index, String value) {
        var changed = new ArrayList<>(records);
        changed.set(index, value.getBytes(UTF_8));
        return changed;
    }

    private static List<byte[]> without(List<byte[]> records, int index) {
        return IntStream.range(0, records.size())
                .filter(i -> i != index)
                .mapToObj(records::get)
                .toList();
    }

    private static List<byte[]> swapped(List<byte[]> records, int one, int other) {
        var changed = new ArrayList<>(records);
        Collections.swap(changed, one, other);
        return changed;
    }

    private static List<byte[]> repeated(List<byte[]> records, int index) {
        var changed = new ArrayList<>(records);
        changed.add(index + 1, records.get(index));
        return changed;
    }

    /** A whole chain computed anew without its second event: it agrees with itself. */
    private List<byte[]> forged(List<byte[]> records) {
        var entries = new ArrayList<>(
                records.stream().map(codec::read).map(AuditRecord::entry).toList());
        entries.set(1, entries.get(2));
        var head = Chain.start(ledger.application());
        var forged = new ArrayList<byte[]>();
        for (var entry : entries) {
            var record = AuditTopology.CHAIN.append(head, entry);
            forged.add(codec.encode(record));
            head = record.head();
        }
        return forged;
    }

    /** The true chain and one more record that fits. */
    private List<byte[]> continued(List<byte[]> records) {
        var last = codec.read(records.getLast());
        var more = new ArrayList<>(records);
        more.add(codec.encode(AuditTopology.CHAIN.append(last.head(), last.entry())));
        return more;
    }
}
