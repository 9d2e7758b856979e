package dev.baton.syncmonitor.shadow;

import dev.baton.descriptor.Descriptor;
import dev.baton.events.DeployAccepted;
import dev.baton.events.Envelope;
import dev.baton.events.GreenStarted;
import dev.baton.events.LifecycleEvent;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What would be on record of an instance, had Baton started it.
 *
 * @param descriptor its own
 * @param address where the instance listens
 * @param database where its data is
 */
record AssumedDeployment(
        DeploymentId id,
        String version,
        Descriptor descriptor,
        Slot slot,
        Address address,
        Optional<DatabaseLocation> database) {

    private static final URI SOURCE = URI.create("/baton/shadow");

    Envelope<LifecycleEvent> accepted(Instant at) {
        var port = address.port();
        return envelope(
                at,
                new DeployAccepted(
                        version,
                        descriptor,
                        slot,
                        List.of(port, port, port),
                        Optional.of(address.host()),
                        database,
                        Optional.empty(),
                        Optional.empty(),
                        "shadow",
                        at));
    }

    Envelope<LifecycleEvent> started(Instant at) {
        return envelope(at, new GreenStarted(address, at));
    }

    private Envelope<LifecycleEvent> envelope(Instant at, LifecycleEvent event) {
        return Envelope.first(SOURCE, descriptor.name(), Optional.of(id), at, event);
    }
}
