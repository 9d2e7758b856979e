package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.RolledBack;
import dev.baton.events.RouteProven;
import dev.baton.events.RouteRefused;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.model.SwitchProof;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Commit;
import dev.baton.router.domain.Consent;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.NodeDecisions;
import dev.baton.router.domain.Prober;
import dev.baton.router.domain.Proof;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteDecisions;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.Site;
import dev.baton.router.domain.Vote;
import dev.baton.router.domain.WarmUp;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Carries a switch out: looks at what there is, moves the link, proves by requests that users are served by the new
 * deployment, makes that last, or puts everything back. It may be cut off anywhere and run again: a link that points at the new route
 * already is only proven.
 */
@Singleton
class Switchover {

    private final Router router;
    private final Prober prober;
    private final SiteKeeper sites;
    private final RouteKeeper routes;
    private final NodeConsent others;
    private final RollbackCost cost;
    private final Clock clock;
    private final RouterConfig config;

    @Inject
    Switchover(
            Router router,
            Prober prober,
            SiteKeeper sites,
            RouteKeeper routes,
            NodeConsent others,
            RollbackCost cost,
            Clock clock,
            RouterConfig config) {
        this.router = router;
        this.prober = prober;
        this.sites = sites;
        this.routes = routes;
        this.others = others;
        this.cost = cost;
        this.clock = clock;
        this.config = config;
    }

    /**
     * Moves the traffic.
     *
     * @param target the deployment to which it goes
     * @param switching its stage, with the intention that was read back
     * @return the event that tells the outcome: Switched, RolledBack or SwitchFailed; empty where another router finishes
     */
    Optional<Envelope<? extends LifecycleEvent>> run(
            Application application, Deployment target, Stage.Switching switching) {
        var intention = switching.intention();
        var route = new Route(target.slot(), intention.epoch(), target.id());
        var attempt = move(
                application,
                target,
                route,
                () -> expired(switching).or(() -> sites.register(application)).or(() -> unready(target, switching)));
        return switch (attempt) {
            case Attempt.Moved moved ->
                together(application, target, intention, route, new Vote.Proven(moved.proof()), moved.former());
            case Attempt.NotMoved(var reason) ->
                // Back, the others may be able to go where this one cannot.
                RouteDecisions.leadsBack(target)
                        ? together(application, target, intention, route, new Vote.Refused(reason), Optional.empty())
                        : Optional.of(notMoved(application, target, intention, reason));
        };
    }

    /**
     * Moves this router's traffic where another one's went already, which has looked at readiness and warmed green up.
     *
     * @param self the name of this router
     * @return what it says of the route: RouteProven or RouteRefused
     */
    Envelope<? extends LifecycleEvent> follow(
            String self, Application application, Deployment target, Stage.Switching switching) {
        var epoch = switching.intention().epoch();
        var route = new Route(target.slot(), epoch, target.id());
        var attempt = move(
                application, target, route, () -> sites.register(application).or(() -> unhealthy(target)));
        return switch (attempt) {
            case Attempt.Moved moved -> says(self, application, target, new RouteProven(self, epoch, moved.proof()));
            case Attempt.NotMoved(var reason) -> says(self, application, target, new RouteRefused(self, epoch, reason));
        };
    }

    /**
     * Moves this router's traffic by the route of a switch that is over, and which it could not follow.
     *
     * @param serving the deployment that serves at the other routers
     * @return why it serves as before; empty where it has moved, proven as always
     */
    Optional<String> catchUp(Application application, Deployment serving, Route route) {
        var attempt = move(
                application, serving, route, () -> sites.register(application).or(() -> unhealthy(serving)));
        return switch (attempt) {
            case Attempt.Moved _ -> Optional.empty();
            case Attempt.NotMoved(var reason) -> Optional.of(reason);
        };
    }

    /** The switch is over when the routers serve by the route; where they do not it is taken back from all. */
    private Optional<Envelope<? extends LifecycleEvent>> together(
            Application application,
            Deployment target,
            SwitchStarted intention,
            Route route,
            Vote own,
            Optional<Route> former) {
        return others.to(application, target, route.epoch(), own).map(consent -> switch (consent) {
            case Consent.Given given -> moved(application, target, intention, given);
            case Consent.Denied(var reason) ->
                notMoved(
                        application,
                        target,
                        intention,
                        own instanceof Vote.Proven
                                ? putBack(application, route, former, reason).reason()
                                : reason);
            case Consent.Awaited _ -> throw new IllegalStateException("it was waited for");
        });
    }

    private Envelope<SwitchFailed> notMoved(
            Application application, Deployment target, SwitchStarted intention, String reason) {
        var serving = application.live().map(Deployment::id);
        return outcome(application, target, target, new SwitchFailed(intention.epoch(), reason, serving));
    }

    private Attempt move(
            Application application, Deployment target, Route route, Supplier<Optional<String>> objections) {
        var health = target.descriptor().run().health();
        var front = Site.frontOf(target, config.ownHost());
        var inForce = router.inForce(application.name());
        var committed = inForce.is(route);
        if (!committed) {
            var objection = objections.get();
            if (objection.isPresent()) {
                return new Attempt.NotMoved(objection.get());
            }
        }
        routes.keepPreview(application.name());
        var former = RouteDecisions.former(application, inForce);
        return router.undisturbed(() -> moveAndProve(application, route, former, front, health, committed));
    }

    private Attempt moveAndProve(
            Application application,
            Route route,
            Optional<Route> former,
            Endpoint front,
            String health,
            boolean committed) {
        try (var kept = prober.keep(front, Proof.KEPT_CONNECTIONS)) {
            for (var connection = 0; connection < Proof.KEPT_CONNECTIONS; connection++) {
                var answer = kept.ask(connection, Router.OWN_PATH);
                if (!answer.healthy() && !committed) {
                    return new Attempt.NotMoved("the router does not answer at " + front + ": " + answer.summary());
                }
            }
            return switch (router.commit(application.name(), route)) {
                case Commit.Committed(var micros) ->
                    switch (Proof.of(route, prober, kept, front, health)) {
                        case Proof.Proven(var requests, var connections, var firstServedAt) -> {
                            var proof = new SwitchProof(requests, connections, firstServedAt, micros);
                            yield router.persist(application.name())
                                    .<Attempt>map(reason -> putBack(application, route, former, reason))
                                    .orElseGet(() -> new Attempt.Moved(proof, former));
                        }
                        case Proof.Unproven(var reason) -> putBack(application, route, former, reason);
                    };
                case Commit.Stale(var inForce) ->
                    new Attempt.NotMoved("route " + route + " is not newer than " + inForce + ", which is in force");
                // The rename may have happened all the same.
                case Commit.Failed(var reason) -> putBack(application, route, former, reason);
            };
        }
    }

    private Attempt.NotMoved putBack(Application application, Route route, Optional<Route> former, String reason) {
        return switch (router.restore(application.name(), route, former)) {
            case Commit.Committed _ -> new Attempt.NotMoved(reason);
            case Commit.Stale(var inForce) -> new Attempt.NotMoved(reason + "; by now " + inForce + " is in force");
            case Commit.Failed(var why) ->
                new Attempt.NotMoved(reason + "; and the former route could not be restored: " + why);
        };
    }

    /** Readiness is a lease: between the intention and this moment it may have run out. */
    private Optional<String> expired(Stage.Switching switching) {
        var intention = switching.intention();
        if (intention.kind() == SwitchStarted.Kind.ROLLBACK
                || intention.forced().isPresent()) {
            return Optional.empty();
        }
        var now = clock.instant();
        var proven = switch (switching.before()) {
            case Stage.Verified verified -> verified.provenAt(now);
            case Stage.Standby standby -> standby.provenAt(now);
            case Stage.Starting _,
                    Stage.Syncing _,
                    Stage.Synced _,
                    Stage.Switching _,
                    Stage.Probation _,
                    Stage.Live _,
                    Stage.Failed _,
                    Stage.Retiring _,
                    Stage.Retired _ -> false;
        };
        return proven
                ? Optional.empty()
                : Optional.of("the proof of readiness or of the data ran out before the traffic was moved");
    }

    private Optional<String> unready(Deployment target, Stage.Switching switching) {
        var unhealthy = unhealthy(target);
        // The standby has had users, and a way back does not wait.
        if (unhealthy.isPresent() || switching.intention().kind() == SwitchStarted.Kind.ROLLBACK) {
            return unhealthy;
        }
        return WarmUp.of(target, prober).or(() -> expired(switching));
    }

    private Optional<String> unhealthy(Deployment target) {
        var health = target.descriptor().run().health();
        Answer answer = prober.ask(Endpoint.direct(target.address()), health);
        return answer.healthy()
                ? Optional.empty()
                : Optional.of("deployment %s does not answer its health check at %s%s: %s"
                        .formatted(target.id(), target.address(), health, answer.summary()));
    }

    private Envelope<? extends LifecycleEvent> moved(
            Application application, Deployment target, SwitchStarted intention, Consent.Given consent) {
        var proof = consent.proof();
        var left = application.live();
        if (intention.kind() == SwitchStarted.Kind.ROLLBACK && left.isPresent()) {
            var automatic = intention.requestedBy().equals(RouteDecisions.SOURCE.toString());
            var why = automatic ? cost.addedTo(intention.reason(), application, target) : intention.reason();
            var reason = consent.addedTo(why);
            var rolledBack = new RolledBack(target.id(), target.slot(), intention.epoch(), reason, automatic, proof);
            return outcome(application, target, left.get(), rolledBack);
        }
        var until = clock.instant().plus(target.descriptor().probation());
        var switched = new Switched(
                left.map(Deployment::id), target.slot(), intention.epoch(), proof, until, intention.forced());
        return outcome(application, target, target, switched);
    }

    private <E extends LifecycleEvent> Envelope<E> outcome(
            Application application, Deployment target, Deployment about, E event) {
        return RouteDecisions.follows(target.enteredBy(), application, about.id(), clock.instant(), event);
    }

    private <E extends LifecycleEvent> Envelope<E> says(
            String self, Application application, Deployment target, E event) {
        return NodeDecisions.says(self, application, target, clock.instant(), event);
    }

    private sealed interface Attempt {
        /** @param former what was in force before */
        record Moved(SwitchProof proof, Optional<Route> former) implements Attempt {}

        record NotMoved(String reason) implements Attempt {}
    }
}
