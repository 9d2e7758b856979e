package dev.baton.audit.domain.chain;

import static dev.baton.audit.domain.chain.SmallChains.CHAIN;
import static dev.baton.audit.domain.chain.SmallChains.INDEXER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ChainTest {

    private static final int LENGTH = 12;
    private static final ApplicationName OTHER = new ApplicationName("other");

    private final List<AuditRecord> records = SmallChains.of(INDEXER, LENGTH);

    @Test
    void chainsEachRecordToTheOneBefore() {
        assertThat(records.getFirst().previousHash()).isEqualTo(Chain.genesis(INDEXER));
        for (var i = 1; i < LENGTH; i++) {
            assertThat(records.get(i).previousHash())
                    .isEqualTo(records.get(i - 1).hash());
            assertThat(records.get(i).sequence()).isEqualTo(i + 1L);
        }
    }

    @Test
    void beginsEachApplicationsChainDifferently() {
        assertThat(Chain.genesis(INDEXER)).isNotEqualTo(Chain.genesis(OTHER));
    }

    @Test
    void refusesToAppendAnotherApplicationsEntry() {
        assertThatThrownBy(() -> CHAIN.append(Chain.start(INDEXER), SmallChains.entry(OTHER, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("indexer")
                .hasMessageContaining("other");
    }

    @Test
    void findsAWholeChainWhole() {
        for (var length = 0; length <= LENGTH; length++) {
            var chain = SmallChains.of(INDEXER, length);
            var verdict = CHAIN.verify(INDEXER, SmallChains.found(chain), List.of());

            assertThat(verdict.verified()).isTrue();
            assertThat(verdict.records()).isEqualTo(length);
            assertThat(verdict.head())
                    .isEqualTo(
                            length == 0 ? Chain.start(INDEXER) : chain.getLast().head());
        }
    }

    @Test
    void findsAnyChangeOfAnyFieldOfAnyRecord() {
        for (var i = 0; i < LENGTH; i++) {
            for (var change : CHANGES) {
                var altered = new ArrayList<>(records);
                altered.set(i, change.apply(records.get(i)));

                assertThat(fault(altered)).isEqualTo(new Fault.Altered(i + 1L, SmallChains.place(i)));
            }
        }
    }

    @Test
    void findsARecordReplacedTogetherWithItsHash() {
        for (var i = 0; i < LENGTH - 1; i++) {
            var resealed = new ArrayList<>(records);
            var before = i == 0 ? Chain.start(INDEXER) : records.get(i - 1).head();
            resealed.set(i, CHAIN.append(before, SmallChains.entry(INDEXER, 1_000)));

            assertThat(fault(resealed)).isEqualTo(new Fault.Unlinked(i + 2L, SmallChains.place(i + 1)));
        }
    }

    @Test
    void findsAnyRunOfRecordsRemovedBeforeTheEnd() {
        for (var from = 0; from < LENGTH - 1; from++) {
            for (var to = from + 1; to < LENGTH; to++) {
                var removed = new ArrayList<>(records);
                removed.subList(from, to).clear();

                assertThat(fault(removed)).isEqualTo(new Fault.Removed(from + 1L, to, SmallChains.place(from)));
            }
        }
    }

    @Test
    void findsAnyRecordCopiedToAnyLaterPlace() {
        for (var i = 0; i < LENGTH; i++) {
            for (var at = i + 1; at <= LENGTH; at++) {
                var inserted = new ArrayList<>(records);
                inserted.add(at, records.get(i));

                assertThat(fault(inserted)).isEqualTo(new Fault.Inserted(i + 1L, SmallChains.place(at)));
            }
        }
    }

    @Test
    void findsAForgedRecordInsertedAnywhereBeforeTheEnd() {
        for (var i = 0; i < LENGTH; i++) {
            var before = i == 0 ? Chain.start(INDEXER) : records.get(i - 1).head();
            var inserted = new ArrayList<>(records);
            inserted.add(i, CHAIN.append(before, SmallChains.entry(INDEXER, 1_000)));

            assertThat(fault(inserted)).isEqualTo(new Fault.Inserted(i + 1L, SmallChains.place(i + 1)));
        }
    }

    @Test
    void findsAnyTwoRecordsSwapped() {
        for (var i = 0; i < LENGTH - 1; i++) {
            for (var j = i + 1; j < LENGTH; j++) {
                var swapped = new ArrayList<>(records);
                Collections.swap(swapped, i, j);

                assertThat(fault(swapped))
                        .isInstanceOfSatisfying(
                                Fault.Reordered.class,
                                reordered -> assertThat(reordered.sequence()).isLessThanOrEqualTo(LENGTH));
                assertThat(fault(swapped).sequence()).isEqualTo(i + 1L);
            }
        }
    }

    @Test
    void findsAnyRecordReplacedByWhatIsNoRecord() {
        for (var i = 0; i < LENGTH; i++) {
            var findings = new ArrayList<>(SmallChains.found(records));
            findings.set(i, new Finding.Unreadable(SmallChains.place(i), "it is not JSON"));

            assertThat(CHAIN.verify(INDEXER, findings, List.of()).firstFault())
                    .contains(new Fault.Unreadable(i + 1L, SmallChains.place(i), "it is not JSON"));
        }
    }

    @Test
    void findsAnotherApplicationsRecordUnderThisKey() {
        var mixed = new ArrayList<>(records);
        mixed.set(3, SmallChains.of(OTHER, 4).get(3));

        assertThat(fault(mixed)).isEqualTo(new Fault.Foreign(4, SmallChains.place(3), "other"));
    }

    @Test
    void takesAShorterChainForWholeUnlessItKnowsTheHead() {
        for (var length = 0; length < LENGTH; length++) {
            var truncated = SmallChains.found(records.subList(0, length));

            assertThat(CHAIN.verify(INDEXER, truncated, List.of()).verified()).isTrue();
            assertThat(CHAIN.verify(
                                    INDEXER,
                                    truncated,
                                    List.of(records.getLast().head()))
                            .firstFault())
                    .contains(new Fault.Truncated(length + 1L, LENGTH));
        }
    }

    @Test
    void takesARewrittenChainForWholeUnlessItKnowsAHead() {
        var head = Chain.start(INDEXER);
        var rewritten = new ArrayList<AuditRecord>();
        for (var i = 1; i <= LENGTH; i++) {
            rewritten.add(CHAIN.append(head, SmallChains.entry(INDEXER, i + 500)));
            head = rewritten.getLast().head();
        }

        assertThat(CHAIN.verify(INDEXER, SmallChains.found(rewritten), List.of())
                        .verified())
                .isTrue();
        for (var known : records) {
            assertThat(CHAIN.verify(INDEXER, SmallChains.found(rewritten), List.of(known.head()))
                            .firstFault())
                    .contains(new Fault.Rewritten(
                            known.sequence(), SmallChains.place((int) known.sequence() - 1), known.hash()));
        }
    }

    @Test
    void findsARecordBeyondTheLastThatAuditWrote() {
        var check = ChainCheck.of(CHAIN, INDEXER, List.of());
        for (var finding : SmallChains.found(records)) {
            check = check.next(finding);
        }

        assertThat(check.verdict(Optional.of(records.getLast().head())).verified())
                .isTrue();
        assertThat(check.verdict(Optional.of(records.get(LENGTH - 3).head())).firstFault())
                .contains(new Fault.Overrun(LENGTH - 1, LENGTH - 2));
    }

    @Test
    void keepsTheFirstFaultAndTheLastSoundHeadAndCountsOn() {
        var broken = new ArrayList<>(records);
        broken.set(4, changedEvent(records.get(4)));
        broken.set(8, changedEvent(records.get(8)));
        var verdict = CHAIN.verify(INDEXER, SmallChains.found(broken), List.of());

        assertThat(verdict.firstFault()).contains(new Fault.Altered(5, SmallChains.place(4)));
        assertThat(verdict.head()).isEqualTo(records.get(3).head());
        assertThat(verdict.records()).isEqualTo(LENGTH);
    }

    private static Fault fault(List<AuditRecord> records) {
        return CHAIN.verify(INDEXER, SmallChains.found(records), List.of())
                .firstFault()
                .orElseThrow();
    }

    private static AuditRecord changedEvent(AuditRecord record) {
        return record(record, e -> entry(e, e.source(), e.recordedAt().plusMillis(1)));
    }

    private static final List<UnaryOperator<AuditRecord>> CHANGES = List.of(
            r -> new AuditRecord(r.sequence() + 1, r.previousHash(), r.entry(), r.hash()),
            r -> new AuditRecord(r.sequence() + 100, r.previousHash(), r.entry(), r.hash()),
            r -> new AuditRecord(r.sequence(), Digest.of(new byte[] {1}), r.entry(), r.hash()),
            r -> new AuditRecord(r.sequence(), r.previousHash(), r.entry(), Digest.of(new byte[] {1})),
            r -> record(r, e -> entry(e, e.source(), e.recordedAt().plus(Duration.ofNanos(1)))),
            r -> record(
                    r,
                    e -> entry(
                            e,
                            new Place(
                                    "other", e.source().partition(), e.source().offset()),
                            e.recordedAt())),
            r -> record(
                    r, e -> entry(e, new Place(e.source().topic(), 1, e.source().offset()), e.recordedAt())),
            r -> record(
                    r, e -> entry(e, new Place(e.source().topic(), 0, e.source().offset() + 1), e.recordedAt())),
            r -> record(r, e -> event(e, e.event().replace("\"n\":", "\"n\":1"))),
            r -> record(r, e -> event(e, e.event().replace("\"data\"", "\"more\":null,\"data\""))),
            r -> record(r, e -> event(e, e.event().replace("event-", "event "))));

    private static AuditRecord record(AuditRecord record, UnaryOperator<Entry> change) {
        return new AuditRecord(record.sequence(), record.previousHash(), change.apply(record.entry()), record.hash());
    }

    private static Entry event(Entry e, String event) {
        return new Entry(
                e.application(),
                Optional.of(new DeploymentId(new UUID(7, 1))),
                e.source(),
                new EventId("another"),
                e.eventType(),
                e.eventTime(),
                e.recordedAt(),
                event);
    }

    private static Entry entry(Entry e, Place source, Instant recordedAt) {
        return new Entry(
                e.application(),
                e.deployment(),
                source,
                e.eventId(),
                e.eventType(),
                e.eventTime(),
                recordedAt,
                e.event());
    }
}
