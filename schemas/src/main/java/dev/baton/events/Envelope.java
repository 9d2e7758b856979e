package dev.baton.events;

import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * An event with what CloudEvents 1.0 says about it.
 *
 * @param id the same for the same event, however often it is sent
 * @param source who published it, e.g. {@code /baton/deployer}
 * @param application CloudEvents' {@code subject}, and the record's key
 * @param time when it happened
 * @param deployment extension {@code deploymentid}: which deployment it is about, where it is about one
 * @param cause extension {@code causationid}: the event that led to this one
 * @param traceparent W3C Trace Context, handed on from the request
 * @param event what happened
 */
public record Envelope<E extends Event>(
        EventId id,
        URI source,
        ApplicationName application,
        Instant time,
        Optional<DeploymentId> deployment,
        Optional<EventId> cause,
        Optional<String> traceparent,
        E event) {

    /** An event that nobody caused: a request, or what the world did by itself. */
    public static <E extends Event> Envelope<E> first(
            URI source, ApplicationName application, Optional<DeploymentId> deployment, Instant time, E event) {
        return new Envelope<>(
                EventId.random(), source, application, time, deployment, Optional.empty(), Optional.empty(), event);
    }

    /** What follows from this event, about the given deployment. Its id is the same whenever it is worked out. */
    public <F extends Event> Envelope<F> leadsTo(
            URI newSource, Optional<DeploymentId> about, Instant newTime, F consequence) {
        return new Envelope<>(
                id.consequence(Event.typeOf(consequence.getClass())),
                newSource,
                application,
                newTime,
                about,
                Optional.of(id),
                traceparent,
                consequence);
    }

    /** CloudEvents' {@code type}. */
    public String type() {
        return Event.typeOf(event.getClass());
    }
}
