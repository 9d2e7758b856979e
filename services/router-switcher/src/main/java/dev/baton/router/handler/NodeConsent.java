package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.events.RouteProven;
import dev.baton.model.SwitchProof;
import dev.baton.router.domain.Consent;
import dev.baton.router.domain.NodeDecisions;
import dev.baton.router.domain.Nodes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
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
     * Waits until all that are alive serve by the route, one objects, or the time is over; at once where this router is
     * the only one.
     *
     * @param own what this router has proved
     * @return given or denied; empty where this one does not lead any more, so that another one finishes the switch
     */
    Optional<Consent> to(Application application, Deployment target, long epoch, SwitchProof own) {
        if (nodes.self().isEmpty()) {
            return Optional.of(new Consent.Given(own));
        }
        var self = nodes.self().get();
        release(self, application, target, epoch, own);
        var deadline = clock.instant().plus(config.nodeTimeout());
        while (nodes.leads() && !Thread.currentThread().isInterrupted()) {
            var said = votes.of(application.name(), target.id(), epoch);
            switch (Consent.of(self, own, nodes.alive(), said)) {
                case Consent.Given given -> {
                    return Optional.of(given);
                }
                case Consent.Denied denied -> {
                    return Optional.of(denied);
                }
                case Consent.Awaited(var silent) -> {
                    if (!clock.instant().isBefore(deadline)) {
                        return Optional.of(new Consent.Denied(
                                silent.isEmpty()
                                        ? "Kafka did not tell for %d s which routers are alive"
                                                .formatted(config.nodeTimeout().toSeconds())
                                        : "router %s did not say within %d s whether it serves by the new route"
                                                .formatted(
                                                        String.join(", ", silent),
                                                        config.nodeTimeout().toSeconds())));
                    }
                    votes.awaitMore(application.name(), target.id(), epoch, said, LOOK_AGAIN);
                }
            }
        }
        return Optional.empty();
    }

    private void release(String self, Application application, Deployment target, long epoch, SwitchProof own) {
        var proven = NodeDecisions.says(self, application, target, clock.instant(), new RouteProven(self, epoch, own));
        publisher
                .publish(proven)
                .subscribe()
                .with(
                        _ -> {},
                        failure -> LOG.errorf(
                                "%s: the other routers were not told to follow: %s", application.name(), failure));
    }
}
