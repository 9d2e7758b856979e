package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.events.RouteProven;
import dev.baton.events.RouteRefused;
import dev.baton.router.domain.Consent;
import dev.baton.router.domain.NodeDecisions;
import dev.baton.router.domain.Nodes;
import dev.baton.router.domain.RouteDecisions;
import dev.baton.router.domain.Vote;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Has the other routers follow a route that this one has proven, and waits for what they say. */
@Singleton
class NodeConsent {

    private static final Logger LOG = Logger.getLogger(NodeConsent.class);

    /** How soon it is noticed that one has died that was waited for. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final Nodes nodes;
    private final VoteBook votes;
    private final EventPublisher publisher;
    private final Clock clock;
    private final RouterConfig config;

    @Inject
    NodeConsent(Nodes nodes, VoteBook votes, EventPublisher publisher, Clock clock, RouterConfig config) {
        this.nodes = nodes;
        this.votes = votes;
        this.publisher = publisher;
        this.clock = clock;
        this.config = config;
    }

    /**
     * Waits until all that are alive have said whether they serve by the route, or the time is over; at once where this
     * router is the only one.
     *
     * @param own what this router has proved, or why it could not
     * @return given or denied; empty where this one does not lead any more, so that another one finishes the switch
     */
    Optional<Consent> to(Application application, Deployment target, long epoch, Vote own) {
        if (nodes.self().isEmpty()) {
            return Optional.of(
                    switch (own) {
                        case Vote.Proven(var proof) -> new Consent.Given(proof, Collections.emptySortedMap());
                        case Vote.Refused(var reason) -> new Consent.Denied(reason);
                    });
        }
        var self = nodes.self().get();
        var back = RouteDecisions.leadsBack(target);
        release(self, application, target, epoch, own);
        var deadline = clock.instant().plus(config.nodeTimeout());
        while (nodes.leads() && !Thread.currentThread().isInterrupted()) {
            var said = votes.of(application.name(), target.id(), epoch);
            var alive = nodes.alive();
            var consent = clock.instant().isBefore(deadline)
                    ? Consent.of(back, self, own, alive, said)
                    : Consent.late(back, self, own, alive, said, config.nodeTimeout());
            if (!(consent instanceof Consent.Awaited)) {
                return Optional.of(consent);
            }
            votes.awaitMore(application.name(), target.id(), epoch, said, LOOK_AGAIN);
        }
        return Optional.empty();
    }

    private void release(String self, Application application, Deployment target, long epoch, Vote own) {
        var event = switch (own) {
            case Vote.Proven(var proof) -> new RouteProven(self, epoch, proof);
            case Vote.Refused(var reason) -> new RouteRefused(self, epoch, reason);
        };
        publisher
                .publish(NodeDecisions.says(self, application, target, clock.instant(), event))
                .subscribe()
                .with(
                        _ -> {},
                        failure -> LOG.errorf(
                                "%s: the other routers were not told to follow: %s", application.name(), failure));
    }
}
