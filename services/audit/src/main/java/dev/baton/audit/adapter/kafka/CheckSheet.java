package dev.baton.audit.adapter.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.audit.codec.AuditRecordCodec;
import dev.baton.audit.domain.chain.Chain;
import dev.baton.audit.domain.chain.ChainCheck;
import dev.baton.audit.domain.chain.ChainHead;
import dev.baton.audit.domain.chain.Finding;
import dev.baton.audit.domain.chain.Place;
import dev.baton.audit.domain.chain.Verdict;
import dev.baton.audit.domain.trail.TrailCheck.Stray;
import dev.baton.audit.topology.AuditTopology;
import dev.baton.codec.EventCodec;
import dev.baton.model.ApplicationName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One reading of the audit topic: a check for each chain. Records come in the order of their partition. */
final class CheckSheet {

    /** That many strays are shown; one is enough to know that somebody wrote there. */
    private static final int MOST_STRAYS = 100;

    private final AuditRecordCodec codec = new AuditRecordCodec(new EventCodec());
    private final Optional<ApplicationName> only;
    private final List<ChainHead> before;
    private final List<ChainHead> known;
    private final Map<ApplicationName, ChainCheck> checks = new TreeMap<>();
    private final List<Stray> strays = new ArrayList<>();

    CheckSheet(Optional<ApplicationName> only, List<ChainHead> before, List<ChainHead> noted) {
        this.only = only;
        this.before = List.copyOf(before);
        this.known = Stream.concat(before.stream(), noted.stream()).toList();
        known.forEach(head -> checks.computeIfAbsent(head.application(), this::begin));
    }

    void read(ConsumerRecord<byte[], byte[]> record) {
        var place = new Place(record.topic(), record.partition(), record.offset());
        var key = record.key() == null ? "" : new String(record.key(), UTF_8);
        if (only.isPresent() && !only.get().value().equals(key)) {
            return;
        }
        name(key)
                .ifPresentOrElse(
                        name -> checks.compute(
                                name, (_, check) -> (check == null ? begin(name) : check).next(finding(place, record))),
                        () -> stray(place));
    }

    /** Whether every chain has come to the head that it had before the reading, or is broken before it. */
    boolean headsReached() {
        return before.stream().allMatch(head -> {
            var check = checks.get(head.application());
            return check != null
                    && (check.firstFault().isPresent() || check.sound().sequence() >= head.sequence());
        });
    }

    List<Verdict> verdicts(List<ChainHead> after) {
        return checks.entrySet().stream()
                .map(entry -> entry.getValue()
                        .verdict(Optional.of(after.stream()
                                .filter(head -> head.application().equals(entry.getKey()))
                                .findFirst()
                                .orElseGet(() -> Chain.start(entry.getKey())))))
                .toList();
    }

    List<Stray> strays() {
        return strays;
    }

    private Finding finding(Place place, ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null
                ? new Finding.Unreadable(place, "it has no value")
                : codec.decode(place, record.value());
    }

    private void stray(Place place) {
        if (strays.size() < MOST_STRAYS) {
            strays.add(new Stray(place, "its key is no application's name"));
        }
    }

    private ChainCheck begin(ApplicationName name) {
        return ChainCheck.of(
                AuditTopology.CHAIN,
                name,
                known.stream().filter(head -> head.application().equals(name)).toList());
    }

    private static Optional<ApplicationName> name(String key) {
        try {
            return Optional.of(new ApplicationName(key));
        } catch (IllegalArgumentException noName) {
            return Optional.empty();
        }
    }
}
