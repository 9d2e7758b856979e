package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Participant;
import dev.baton.model.ApplicationName;
import dev.baton.router.domain.Prober;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteDecisions;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.RouterEffect;
import dev.baton.router.domain.Site;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Brings one of several routers to the routes that it has missed, each proven as in a switch. */
@Singleton
class CatchUp {

    private final MissedRoutes missed;
    private final Participant<RouterEffect> participant;
    private final Switchover switchover;
    private final RouteKeeper routes;
    private final Prober prober;
    private final Background background;
    private final RouterConfig config;
    private final Set<ApplicationName> underWay = ConcurrentHashMap.newKeySet();

    @Inject
    CatchUp(
            MissedRoutes missed,
            Participant<RouterEffect> participant,
            Switchover switchover,
            RouteKeeper routes,
            Prober prober,
            Background background,
            RouterConfig config) {
        this.missed = missed;
        this.participant = participant;
        this.switchover = switchover;
        this.routes = routes;
        this.prober = prober;
        this.background = background;
        this.config = config;
    }

    /** Tries those now whose time has come; returns at once. */
    void tryDue() {
        missed.due().forEach(name -> background.run(() -> tryNow(name)));
    }

    /** Tries all of them once, and returns when that is done. */
    void tryAll() {
        missed.all().forEach(this::tryNow);
    }

    private void tryNow(ApplicationName name) {
        if (!underWay.add(name)) {
            return;
        }
        try {
            var application = participant.application(name);
            // A switch that has begun meanwhile leads elsewhere, and sees to it that this router follows.
            if (application.switching().isEmpty()) {
                RouteDecisions.routeOf(application)
                        .ifPresent(due -> tryNow(application, application.live().orElseThrow(), due));
            }
        } finally {
            underWay.remove(name);
        }
    }

    private void tryNow(Application application, Deployment serving, Route due) {
        var name = application.name();
        if (!prober.ask(Site.frontOf(serving, config.ownHost()), Router.OWN_PATH)
                .healthy()) {
            // Nobody is served by any version; whoever starts NGINX finds the route that is due.
            routes.insist(name, due);
        } else {
            switchover.catchUp(application, serving, due).ifPresent(reason -> missed.failed(name, reason));
        }
        routes.keep(participant.application(name));
    }
}
