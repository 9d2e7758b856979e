package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Participant;
import dev.baton.model.ApplicationName;
import dev.baton.router.domain.Commit;
import dev.baton.router.domain.Nodes;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteDecisions;
import dev.baton.router.domain.RouteInForce;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.RouterEffect;
import dev.baton.router.domain.Site;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Keeps the route in force as the events say it is, after a crash, a power cut, or because somebody removed it. While a
 * switch is under way the route is that one's affair.
 */
@Singleton
class RouteKeeper {

    private static final Logger LOG = Logger.getLogger(RouteKeeper.class);

    private final Router router;
    private final Participant<RouterEffect> participant;
    private final Nodes nodes;
    private final MissedRoutes missed;
    private final ReentrantLock previews = new ReentrantLock();

    @Inject
    RouteKeeper(Router router, Participant<RouterEffect> participant, Nodes nodes, MissedRoutes missed) {
        this.router = router;
        this.participant = participant;
        this.nodes = nodes;
        this.missed = missed;
    }

    /**
     * Leads requests for the preview to green while there is one. To be called before a switch too: what is about to
     * serve is no preview any more.
     */
    void keepPreview(ApplicationName name) {
        if (Site.previewOf(participant.application(name)).isEmpty()) {
            return;
        }
        // Who comes last has read last.
        previews.lock();
        try {
            router.preview(name, RouteDecisions.candidateOf(participant.application(name)))
                    .ifPresent(reason -> LOG.errorf("%s: the preview is not as it should be: %s", name, reason));
        } finally {
            previews.unlock();
        }
    }

    /**
     * Puts the route of the last switch back in force, unless a route is newer than what has been read so far. One of
     * several routers that has missed that switch goes on by its former route while that leads somewhere, and is noted.
     */
    void keep(Application application) {
        if (application.switching().isPresent()) {
            return;
        }
        var name = application.name();
        var due = RouteDecisions.routeOf(application);
        var inForce = router.inForce(name);
        if (nodes.self().isPresent()
                && inForce instanceof RouteInForce.Routed(var left)
                && RouteDecisions.mayServeOn(application, left)) {
            missed.note(name, left, due.orElseThrow());
            return;
        }
        missed.forget(name);
        switch (inForce) {
            case RouteInForce.Routed(var current) when due.equals(Optional.of(current)) -> {
                // As it should be.
            }
            case RouteInForce.Routed(var current)
            when current.epoch() > application.epoch() ->
                LOG.debugf("%s: route %s is newer than what has been read so far", name, current);
            // Its switch failed, and it could not be taken back then, or a power cut brought it back.
            case RouteInForce.Routed(var failed)
            when failed.epoch() > epochOf(due) ->
                report(name, failed + " did not prove itself", router.restore(name, failed, due));
            case RouteInForce.Routed _, RouteInForce.Dangling _, RouteInForce.Unrouted _ ->
                due.ifPresent(route -> report(name, route + " was not in force", again(name, route)));
            case RouteInForce.Unreadable(var reason) -> LOG.errorf("%s: %s", name, reason);
        }
    }

    /** Puts the route of the last switch in force without a proof: where nobody is served by another one. */
    void insist(ApplicationName name, Route route) {
        report(name, route + " was not in force", again(name, route));
    }

    private Commit again(ApplicationName name, Route route) {
        var committed = router.commit(name, route);
        return committed instanceof Commit.Committed
                ? router.persist(name).<Commit>map(Commit.Failed::new).orElse(committed)
                : committed;
    }

    private static void report(ApplicationName name, String what, Commit outcome) {
        switch (outcome) {
            case Commit.Committed _ -> LOG.warnf("%s: route %s; put right", name, what);
            case Commit.Stale(var newer) -> LOG.infof("%s: route %s; by now %s is in force", name, what, newer);
            case Commit.Failed(var reason) -> LOG.errorf("%s: route %s: %s", name, what, reason);
        }
    }

    private static long epochOf(Optional<Route> route) {
        return route.map(Route::epoch).orElse(0L);
    }
}
