package dev.baton.demo.report;

import dev.baton.codec.BatonJson;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.GreenStarted;
import dev.baton.events.PromoteRequested;
import dev.baton.events.RollbackRequested;
import dev.baton.events.RolledBack;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import dev.baton.model.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events as the services publish them, each the consequence of one before. Times are milliseconds after the start. */
final class Story {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final DeploymentId ONE = DeploymentId.of("0198c5b2-0000-7000-8000-000000000001");
    static final DeploymentId TWO = DeploymentId.of("0198c5b2-0000-7000-8000-000000000002");

    private static final URI SOURCE = URI.create("/test");
    private static final ApplicationName APPLICATION = new ApplicationName("evm-indexer");
    private static final SwitchProof PROOF = new SwitchProof(10, 5, START, 100);
    private static final String DESCRIPTOR = """
            {"name": "evm-indexer",
             "run": {"process": {"command": ["true"]}},
             "sync": {"height": {"sql": "SELECT 1"}, "tip": [{"evm": {"url": "http://127.0.0.1:8545"}}],
                      "stableFor": "PT3S"},
             "route": {"listen": 8080}}
            """;

    private final List<Envelope<?>> events = new ArrayList<>();

    static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    /** Version 1 comes live, then version 2 by itself, back by request, forward by request. */
    static Story ofThreeSwitches() {
        return new Story()
                .requests("1", 0)
                .accepts(ONE, "1", 10)
                .starts(ONE, 1_000, 1_050)
                .syncs(ONE, 8_000)
                .verifies(ONE, 8_100)
                .switches(ONE, Optional.empty(), Slot.A, 1, 8_200)
                .completes(ONE, 9_000)
                .requests("2", 10_000)
                .accepts(TWO, "2", 10_050)
                .starts(TWO, 11_000, 11_900)
                .syncs(TWO, 19_500)
                .verifies(TWO, 20_000)
                .switches(TWO, Optional.of(ONE), Slot.B, 2, 20_100)
                .completes(TWO, 25_000)
                .asksForRollback(30_000)
                .rollsBack(TWO, ONE, 3, 30_080)
                .syncs(TWO, 35_000)
                .verifies(TWO, 35_100)
                .asksForPromotion(TWO, 40_000)
                .switches(TWO, Optional.of(ONE), Slot.B, 4, 40_100);
    }

    List<Envelope<?>> events() {
        return List.copyOf(events);
    }

    Story requests(String version, long millis) {
        return first(
                new DeployRequested(version, BatonJson.mapper().createObjectNode(), "test", Optional.empty()),
                Optional.empty(),
                millis);
    }

    Story rejects(long millis, String reason) {
        return then(Optional.empty(), new DeployRejected("2", List.of(reason)), millis);
    }

    Story accepts(DeploymentId id, String version, long millis) {
        return then(
                Optional.of(id),
                new DeployAccepted(
                        version,
                        descriptor(),
                        id.equals(ONE) ? Slot.A : Slot.B,
                        List.of(1, 2, 3),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "test",
                        at(millis)),
                millis);
    }

    Story starts(DeploymentId id, long startedAtMillis, long millis) {
        return then(Optional.of(id), new GreenStarted(Address.loopback(1), at(startedAtMillis)), millis);
    }

    Story syncs(DeploymentId id, long millis) {
        return then(
                Optional.of(id),
                new SyncComplete(new ReadinessCertificate(
                        at(millis - 3_000), at(millis), at(millis + 30_000), 100, 100, 7, List.of())),
                millis);
    }

    Story verifies(DeploymentId id, long millis) {
        return then(
                Optional.of(id),
                new DataVerified(new Verification(at(millis), at(millis + 30_000), 100, List.of(), List.of())),
                millis);
    }

    Story switches(DeploymentId id, Optional<DeploymentId> from, Slot slot, long epoch, long millis) {
        then(Optional.of(id), started(SwitchStarted.Kind.PROMOTE, from, slot, epoch), millis - 10);
        return then(
                Optional.of(id), new Switched(from, slot, epoch, PROOF, at(millis + 3_000), Optional.empty()), millis);
    }

    Story rollsBack(DeploymentId leaving, DeploymentId restored, long epoch, long millis) {
        then(
                Optional.of(restored),
                started(SwitchStarted.Kind.ROLLBACK, Optional.of(leaving), Slot.A, epoch),
                millis - 10);
        return then(Optional.of(leaving), new RolledBack(restored, Slot.A, epoch, "asked", false, PROOF), millis);
    }

    Story completes(DeploymentId id, long millis) {
        return then(Optional.of(id), new DeployCompleted("1", Duration.ofSeconds(9)), millis);
    }

    Story asksForRollback(long millis) {
        return first(new RollbackRequested("test", Optional.empty()), Optional.empty(), millis);
    }

    Story asksForPromotion(DeploymentId id, long millis) {
        return first(new PromoteRequested("test", false, Optional.empty()), Optional.of(id), millis);
    }

    private static SwitchStarted started(SwitchStarted.Kind kind, Optional<DeploymentId> from, Slot slot, long epoch) {
        return new SwitchStarted(kind, from, slot, epoch, "test", "because", Optional.empty());
    }

    private Story first(Event event, Optional<DeploymentId> about, long millis) {
        events.add(Envelope.first(SOURCE, APPLICATION, about, at(millis), event));
        return this;
    }

    private Story then(Optional<DeploymentId> about, Event event, long millis) {
        events.add(events.getLast().leadsTo(SOURCE, about, at(millis), event));
        return this;
    }

    private static Descriptor descriptor() {
        try {
            return BatonJson.mapper().readValue(DESCRIPTOR, Descriptor.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
