package dev.baton.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.codec.BatonJson;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.GreenStarted;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.Request;
import dev.baton.events.RouteChanged;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncProgress;
import dev.baton.events.VerificationProgress;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Condition;
import dev.baton.model.DeploymentId;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import dev.baton.model.Verification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The events of one application's deployments as the services publish them.
 *
 * @param application whose
 */
public record Deploys(ApplicationName application) {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final URI SOURCE = URI.create("/baton/test");
    private static final SwitchProof PROOF = new SwitchProof(8, 2, NOON.plusSeconds(62), 150);

    public static Deploys of(String application) {
        return new Deploys(new ApplicationName(application));
    }

    /** The id of this application's deployment with that number. */
    public DeploymentId id(int number) {
        return new DeploymentId(UUID.nameUUIDFromBytes((application + "/" + number).getBytes()));
    }

    public Envelope<Request> requested() {
        return about(
                Optional.empty(),
                0,
                new DeployRequested("v1", JsonNodeFactory.instance.objectNode(), "ci", Optional.empty()));
    }

    /** Everything from the request's acceptance to the outcome, for the deployment with that number, from 1. */
    public List<Envelope<LifecycleEvent>> completed(int number) {
        var slot = Slot.values()[(number - 1) % 3];
        var from = number == 1 ? Optional.<DeploymentId>empty() : Optional.of(id(number - 1));
        return List.of(
                accepted(number),
                event(number, 1, new GreenStarted(Address.loopback(7000 + slot.ordinal()), at(number, 1))),
                event(number, 60, synced(number, 60)),
                event(number, 61, verified(number)),
                event(
                        number,
                        62,
                        new SwitchStarted(
                                SwitchStarted.Kind.PROMOTE,
                                from,
                                slot,
                                number,
                                "router-switcher",
                                "verified",
                                Optional.empty())),
                event(number, 63, new Switched(from, slot, number, PROOF, at(number, 363), Optional.empty())),
                event(number, 363, new SwitchConfirmed(number, 30)),
                event(number, 364, new DeployCompleted("v" + number, Duration.ofSeconds(364))));
    }

    public Envelope<LifecycleEvent> accepted(int number) {
        return event(
                number,
                0,
                new DeployAccepted(
                        "v" + number,
                        descriptor(),
                        Slot.values()[(number - 1) % 3],
                        List.of(7000, 7001, 7002),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "ci",
                        at(number, 0)));
    }

    public Envelope<SyncProgress> progress(int number, int second, long height) {
        return about(
                Optional.of(id(number)),
                second,
                new SyncProgress(
                        second,
                        at(number, second),
                        Optional.of(height),
                        Optional.of(1_000L),
                        Optional.of(25.5),
                        Optional.of(Duration.ofSeconds(9)),
                        true,
                        List.of()));
    }

    /** An assessment of a deployment that is so many blocks behind. */
    public Envelope<ReadinessAssessed> assessed(int number, int second, long behind) {
        var lag = new Condition("lag", behind + " blocks", "at most 2 blocks", behind <= 2);
        return about(
                Optional.of(id(number)),
                second,
                new ReadinessAssessed(
                        at(number, second),
                        false,
                        Optional.empty(),
                        List.of(new ReadinessAssessed.Finding(lag, at(number, 2), Optional.of("more blocks"))),
                        Optional.of(at(number, second + 60)),
                        Optional.empty()));
    }

    /** How far the verification of a deployment's data is. */
    public Envelope<VerificationProgress> verifying(int number, int second, long done) {
        return Envelope.first(
                SOURCE,
                application,
                Optional.of(id(number)),
                at(number, second),
                new VerificationProgress("hashes", "source", done, Optional.of(64L), Optional.empty()));
    }

    public Envelope<RouteChanged> route(int number) {
        return about(
                Optional.of(id(number)), 63, new RouteChanged(Slot.A, Address.loopback(7000), number, "v" + number));
    }

    public Envelope<LifecycleEvent> event(int number, int second, LifecycleEvent event) {
        return Envelope.first(SOURCE, application, Optional.of(id(number)), at(number, second), event);
    }

    private <E extends Event> Envelope<E> about(Optional<DeploymentId> id, int second, E event) {
        return Envelope.first(SOURCE, application, id, at(1, second), event);
    }

    private static Instant at(int number, int second) {
        return NOON.plus(Duration.ofHours(number - 1L)).plusSeconds(second);
    }

    /** The proof, taken at that second after noon, that the deployment has caught up. */
    public static SyncComplete synced(int number, int second) {
        return new SyncComplete(new ReadinessCertificate(
                at(number, second - 10), at(number, second), at(number, second + 60), 999, 1_000, 10, List.of()));
    }

    private static DataVerified verified(int number) {
        return new DataVerified(
                new Verification(at(number, 60), at(number, 120), 990, List.of(), List.of("no other version serves")));
    }

    private Descriptor descriptor() {
        try {
            return BatonJson.mapper().readValue("""
                            {"name": "%s", "run": {"process": {"command": ["true"]}},
                             "sync": {"height": {"http": {"path": "/height", "pointer": "/height"}},
                                      "tip": [{"evm": {"url": "http://127.0.0.1:8545"}}]},
                             "route": {"listen": 8080}}""".formatted(application), Descriptor.class);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
