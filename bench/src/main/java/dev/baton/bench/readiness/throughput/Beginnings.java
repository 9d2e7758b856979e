package dev.baton.bench.readiness.throughput;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.bench.MeasurementFailure;
import dev.baton.codec.BatonJson;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.DeployAccepted;
import dev.baton.events.Envelope;
import dev.baton.events.GreenStarted;
import dev.baton.events.LifecycleEvent;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One of many applications whose first deployment catches up, with the events that began it.
 *
 * @param number from 0; the name and the deployment's id follow from it
 * @param address where its instance listens
 */
public record Beginnings(int number, Descriptor descriptor, Address address) {

    private static final URI OTHERS = URI.create("/baton/bench");

    /** With that section {@code sync} of its descriptor, as JSON. */
    public static Beginnings of(int number, String sync, Address address) {
        var json = """
                {"name": "%s", "run": {"process": {"command": ["none"]}}, "sync": %s,
                 "verify": {"blocks": "SELECT height, hash FROM blocks"}, "route": {"listen": 18999}}""".formatted(name(number), sync);
        try {
            return new Beginnings(number, BatonJson.mapper().readValue(json, Descriptor.class), address);
        } catch (JsonProcessingException malformed) {
            throw new MeasurementFailure("the descriptor is malformed: " + malformed.getMessage());
        }
    }

    private static String name(int number) {
        return "application-" + number;
    }

    public ApplicationName application() {
        return new ApplicationName(name(number));
    }

    public DeploymentId deployment() {
        return new DeploymentId(new UUID(0x019a_0000_0000_7000L, 0x8000_0000_0000_0000L | number));
    }

    /** From the request's acceptance to the instance's start. */
    public List<Envelope<LifecycleEvent>> events(Instant at) {
        var accepted = new DeployAccepted(
                "1.0",
                descriptor,
                Slot.A,
                List.of(address.port(), 2, 3),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "bench",
                at);
        return List.of(event(at, accepted), event(at, new GreenStarted(address, at)));
    }

    private Envelope<LifecycleEvent> event(Instant at, LifecycleEvent event) {
        return Envelope.first(OTHERS, application(), Optional.of(deployment()), at, event);
    }
}
