package dev.baton.syncmonitor;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.codec.BatonJson;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.DeployAccepted;
import dev.baton.events.Envelope;
import dev.baton.events.GreenStarted;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.RolledBack;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncProgress;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Condition;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.Forced;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The events of one application's deployments, as the other services would publish them. */
public final class Story {

    private static final URI OTHERS = URI.create("/baton/others");

    private final ApplicationName application;
    private final Descriptor descriptor;
    private final int port;

    /** @param port where every instance listens */
    public Story(String application, Descriptor descriptor, int port) {
        this.application = new ApplicationName(application);
        this.descriptor = descriptor;
        this.port = port;
    }

    public static DeploymentId deployment(int number) {
        return new DeploymentId(new UUID(0x7000L, 0x8000_0000_0000_0000L | number));
    }

    /** A descriptor with these sections {@code sync} and {@code verify}, as JSON. */
    public static Descriptor descriptor(String application, String sync, String verify) {
        var json = """
                {"name": "%s", "run": {"process": {"command": ["true"]}}, "sync": %s, "verify": %s,
                 "route": {"listen": 18999}}""".formatted(application, sync, verify);
        try {
            return BatonJson.mapper().readValue(json, Descriptor.class);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    public Envelope<LifecycleEvent> accepted(
            DeploymentId id, Slot slot, Optional<DatabaseLocation> database, Instant at) {
        var ports = List.of(port, port == 1 ? 2 : port - 1, port == 65_535 ? 1 : port + 1);
        var own = slot == Slot.A ? ports : List.of(ports.get(1), port, ports.get(2));
        return of(
                id,
                at,
                new DeployAccepted(
                        "1.0",
                        descriptor,
                        slot,
                        own,
                        Optional.empty(),
                        database,
                        Optional.empty(),
                        Optional.empty(),
                        "a test",
                        at));
    }

    public Envelope<LifecycleEvent> started(DeploymentId id, Instant at) {
        return of(id, at, new GreenStarted(Address.loopback(port), at));
    }

    public Envelope<LifecycleEvent> switchStarted(
            DeploymentId id, Optional<DeploymentId> from, Slot slot, long epoch, Instant at) {
        return of(
                id,
                at,
                new SwitchStarted(
                        SwitchStarted.Kind.PROMOTE,
                        from,
                        slot,
                        epoch,
                        "a test",
                        "because",
                        Optional.of(new Forced("a test", "because"))));
    }

    public Envelope<LifecycleEvent> switched(
            DeploymentId id, Optional<DeploymentId> from, Slot slot, long epoch, Instant at) {
        return of(id, at, new Switched(from, slot, epoch, proof(at), at.plusSeconds(300), Optional.empty()));
    }

    public Envelope<LifecycleEvent> confirmed(DeploymentId id, long epoch, Instant at) {
        return of(id, at, new SwitchConfirmed(epoch, 1));
    }

    public Envelope<LifecycleEvent> rolledBack(
            DeploymentId id, DeploymentId restored, Slot slot, long epoch, Instant at) {
        return of(id, at, new RolledBack(restored, slot, epoch, "it disappoints", false, proof(at)));
    }

    public Envelope<LifecycleEvent> complete(DeploymentId id, long height, Instant at) {
        var certificate = new ReadinessCertificate(
                at, at, at.plusSeconds(60), height, height, 2, List.of(new Condition("lag", "0", "2", true)));
        return of(id, at, new SyncComplete(certificate));
    }

    public Envelope<SyncProgress> sample(DeploymentId id, long sequence, long height, long tip, Instant at) {
        var sample = new SyncProgress(
                sequence,
                at,
                Optional.of(height),
                Optional.of(tip),
                Optional.empty(),
                Optional.empty(),
                true,
                List.of());
        return Envelope.first(OTHERS, application, Optional.of(id), at, sample);
    }

    public <E extends LifecycleEvent> Envelope<LifecycleEvent> of(DeploymentId id, Instant at, E event) {
        return Envelope.first(OTHERS, application, Optional.of(id), at, event);
    }

    private static SwitchProof proof(Instant at) {
        return new SwitchProof(1, 1, at, 1);
    }
}
