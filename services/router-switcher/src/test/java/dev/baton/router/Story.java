package dev.baton.router;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.codec.BatonJson;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.Adopted;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAccepted;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.GreenStarted;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.PromoteRequested;
import dev.baton.events.RollbackRequested;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncProgress;
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
import java.util.stream.Collectors;

/**
 * What the other services publish about one application, event by event.
 *
 * @param name the application
 * @param listen its public port
 * @param slotPorts the ports of its slots
 * @param promotion {@code automatic} or {@code manual}
 * @param probation as descriptors write it
 * @param included files that its site's server block includes
 * @param routeMore more of the descriptor's route, as JSON; begins with a comma where it is not empty
 * @param more more of the descriptor, likewise
 */
public record Story(
        ApplicationName name,
        int listen,
        List<Integer> slotPorts,
        String promotion,
        String probation,
        List<String> included,
        String routeMore,
        String more) {

    private static final URI ELSEWHERE = URI.create("/baton/test");
    private static final Duration LEASE = Duration.ofMinutes(1);

    public Story(ApplicationName name, int listen, List<Integer> slotPorts, String promotion, String probation) {
        this(name, listen, slotPorts, promotion, probation, List.of(), "", "");
    }

    /** The same with files that its site's server block includes. */
    public Story including(String... files) {
        return new Story(name, listen, slotPorts, promotion, probation, List.of(files), routeMore, more);
    }

    /** The same with more in the descriptor's route, such as {@code "warmUp": ["/"]}. */
    public Story routing(String json) {
        return new Story(name, listen, slotPorts, promotion, probation, included, "," + json, more);
    }

    /** The same with more in the descriptor, such as {@code "rollback": {}}. */
    public Story with(String json) {
        return new Story(name, listen, slotPorts, promotion, probation, included, routeMore, "," + json);
    }

    public Envelope<DeployAccepted> accepted(DeploymentId id, Slot slot, Instant now) {
        return about(
                id,
                now,
                new DeployAccepted(
                        "1." + slot.ordinal(),
                        descriptor(),
                        slot,
                        slotPorts,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "ci",
                        now));
    }

    /** What ran before Baton serves from now on; the application's first event. */
    public Envelope<Adopted> adopted(DeploymentId id, Slot slot, Instant now) {
        return about(
                id,
                now,
                new Adopted(
                        "1." + slot.ordinal(),
                        descriptor(),
                        slot,
                        slotPorts,
                        Optional.empty(),
                        Address.loopback(slotPorts.get(slot.ordinal())),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        "ada",
                        now));
    }

    public Envelope<GreenStarted> started(DeploymentId id, Slot slot, Instant now) {
        return about(id, now, new GreenStarted(Address.loopback(slotPorts.get(slot.ordinal())), now));
    }

    public Envelope<SyncComplete> caughtUp(DeploymentId id, Instant now) {
        return about(
                id,
                now,
                new SyncComplete(new ReadinessCertificate(
                        now, now, now.plus(LEASE), 1000, 1001, 3, List.of(new Condition("lag", "1", "2", true)))));
    }

    public Envelope<DataVerified> verified(DeploymentId id, Instant now) {
        return about(
                id,
                now,
                new DataVerified(new Verification(
                        now,
                        now.plus(LEASE),
                        1000,
                        List.of(new Verification.Check("hashes", "source", 64)),
                        List.of())));
    }

    /** What the sync-monitor saw of a deployment. */
    public Envelope<SyncProgress> sampled(DeploymentId id, long height, long tip, Instant now) {
        var progress = new SyncProgress(
                1, now, Optional.of(height), Optional.of(tip), Optional.empty(), Optional.empty(), true, List.of());
        return Envelope.first(ELSEWHERE, name, Optional.of(id), now, progress);
    }

    /** Everything up to {@code DataVerified}, which releases the deployment. */
    public List<Envelope<?>> untilVerified(DeploymentId id, Slot slot, Instant now) {
        return List.of(accepted(id, slot, now), started(id, slot, now), caughtUp(id, now), verified(id, now));
    }

    /** The first version's whole way, until it serves in probation. */
    public List<Envelope<? extends LifecycleEvent>> untilLive(DeploymentId id, Slot slot, long epoch, Instant now) {
        var proof = new SwitchProof(20, 12, now, 100);
        return List.of(
                accepted(id, slot, now),
                started(id, slot, now),
                caughtUp(id, now),
                verified(id, now),
                about(
                        id,
                        now,
                        new SwitchStarted(
                                SwitchStarted.Kind.PROMOTE,
                                Optional.empty(),
                                slot,
                                epoch,
                                "ada",
                                "test",
                                Optional.empty())),
                about(id, now, new Switched(Optional.empty(), slot, epoch, proof, now.plus(LEASE), Optional.empty())));
    }

    public Envelope<PromoteRequested> promote(DeploymentId id, Instant now) {
        return about(id, now, new PromoteRequested("ada", false, Optional.empty()));
    }

    public Envelope<PromoteRequested> force(DeploymentId id, Instant now, Optional<String> why) {
        return about(id, now, new PromoteRequested("ada", true, why));
    }

    public Envelope<RollbackRequested> rollback(Instant now) {
        return Envelope.first(
                ELSEWHERE, name, Optional.empty(), now, new RollbackRequested("ada", Optional.of("it is slow")));
    }

    public <E extends Event> Envelope<E> about(DeploymentId id, Instant now, E event) {
        return Envelope.first(ELSEWHERE, name, Optional.of(id), now, event);
    }

    private Descriptor descriptor() {
        var files = included.stream().map("\"%s\""::formatted).collect(Collectors.joining(","));
        try {
            return BatonJson.mapper()
                    .readValue(
                            """
                    {"name": "%s",
                     "run": {"process": {"command": ["true"]}},
                     "sync": {"height": {"sql": "SELECT max(height) FROM blocks"},
                              "tip": [{"evm": {"url": "http://127.0.0.1:8545"}}]},
                     "route": {"listen": %d, "include": {"server": [%s]}%s}, "promotion": "%s",
                     "probation": "%s"%s}
                    """.formatted(name, listen, files, routeMore, promotion, probation, more),
                            Descriptor.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
