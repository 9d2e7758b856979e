package dev.baton.router.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Decision;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Situation;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.LifecycleEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is due at one of several routers that does not decide: it follows, once another has proven the route. Back it
 * follows as well where the first one could not go: the standby has had users, and the fault may be that one's.
 */
public final class NodeDecisions {

    private NodeDecisions() {}

    /**
     * @param votes what the routers have said of the route of the switch that is under way
     * @return the effects that the stages ask for; never events, for requests and gates are the leader's affair
     */
    public static Decision<RouterEffect> decide(Situation situation, String self, Votes votes) {
        var application = situation.application();
        var switching = application.switching();
        if (switching.isEmpty()) {
            return new Decision<>(
                    List.of(), RouteDecisions.probation(application).stream().toList());
        }
        var back = RouteDecisions.leadsBack(switching.get());
        return (votes.holdProof() || back && votes.holdAny()) && !votes.isBy(self)
                ? Decision.carryOut(new RouterEffect.FollowRoute(
                        application.name(), switching.get().id(), application.epoch()))
                : Decision.nothing();
    }

    /** What a router says of the switch that is under way. Its id is the same whenever it says so again. */
    public static <E extends LifecycleEvent> Envelope<E> says(
            String self, Application application, Deployment target, Instant now, E event) {
        var cause = target.enteredBy();
        return new Envelope<>(
                cause.consequence(Event.typeOf(event.getClass()) + "\n" + self),
                RouteDecisions.SOURCE,
                application.name(),
                now,
                Optional.of(target.id()),
                Optional.of(cause),
                Optional.empty(),
                event);
    }
}
