package dev.baton.deployer.domain;

import dev.baton.deployment.Deployment;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.ExpiryAnnounced;
import dev.baton.events.InstanceExited;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.LogMatched;
import dev.baton.events.PullProgress;
import dev.baton.events.Request;
import dev.baton.events.StandbyLost;
import dev.baton.events.StandbyRestored;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** The envelopes in which the deployer's events travel. The same cause yields the same id, however often it is decided. */
public final class Facts {
    /** CloudEvents' {@code source} of everything that the deployer publishes. */
    public static final URI SOURCE = URI.create("/baton/deployer");

    private Facts() {}

    /** The answer to a request. */
    public static <E extends LifecycleEvent> Envelope<E> answer(
            Envelope<? extends Request> request, Optional<DeploymentId> about, Instant now, E event) {
        return request.leadsTo(SOURCE, about, now, event);
    }

    /** What happened to a deployment, caused by what brought it to the stage where it stands. */
    public static <E extends LifecycleEvent> Envelope<E> of(
            ApplicationName application, Deployment deployment, Instant now, E event) {
        String type = Event.typeOf(event.getClass());
        // An instance can end several times within one stage, a standby can be lost again, a pull goes on, and a pause
        // takes back what was announced: each is an event of its own.
        String name = switch (event) {
            case InstanceExited exited -> type + "\n" + exited.exits();
            case LogMatched matched -> type + "\n" + matched.run();
            case PullProgress progress -> type + "\n" + progress.sequence();
            case StandbyLost _, StandbyRestored _ -> type + "\n" + deployment.lastEvent();
            case ExpiryAnnounced _ ->
                deployment.pausedFor().map(paused -> type + "\n" + paused).orElse(type);
            default -> type;
        };
        return new Envelope<>(
                deployment.enteredBy().consequence(name),
                SOURCE,
                application,
                now,
                Optional.of(deployment.id()),
                Optional.of(deployment.enteredBy()),
                Optional.empty(),
                event);
    }
}
