package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.model.DeploymentId;
import dev.baton.router.domain.Prober;
import dev.baton.router.domain.Proof;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteDecisions;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.Site;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The first route to what was adopted. No switch led there: the site and the link are made as they are after a crash,
 * and here requests prove that both lead to it. Its users come by another way until then, so nothing is lost meanwhile.
 */
@Singleton
class AdoptedRoutes {

    private static final Logger LOG = Logger.getLogger(AdoptedRoutes.class);

    private final Router router;
    private final Prober prober;
    private final Background background;
    private final RouterConfig config;
    private final Set<DeploymentId> proven = ConcurrentHashMap.newKeySet();
    private final Map<DeploymentId, String> unproven = new ConcurrentHashMap<>();
    private final Set<DeploymentId> underWay = ConcurrentHashMap.newKeySet();

    @Inject
    AdoptedRoutes(Router router, Prober prober, Background background, RouterConfig config) {
        this.router = router;
        this.prober = prober;
        this.background = background;
        this.config = config;
    }

    /** Whether the deployment's route may be announced: it was proven by a switch, or here. */
    boolean isProven(Deployment live) {
        return live.adopted().isEmpty() || proven.contains(live.id());
    }

    /**
     * Proves the route to what was adopted, until that is done once.
     *
     * @param done what follows from it
     */
    void prove(Application application, Runnable done) {
        var live = application.live().filter(deployment -> !isProven(deployment));
        var route = RouteDecisions.routeOf(application);
        if (live.isEmpty()
                || route.isEmpty()
                || application.switching().isPresent()
                || !router.inForce(application.name()).is(route.get())
                || !underWay.add(live.get().id())) {
            return;
        }
        background.run(() -> {
            try {
                note(application, live.get(), route.get(), done);
            } finally {
                underWay.remove(live.get().id());
            }
        });
    }

    private void note(Application application, Deployment live, Route route, Runnable done) {
        switch (router.undisturbed(() -> proof(live, route))) {
            case Proof.Proven(var requests, var connections, var _) -> {
                LOG.infof(
                        "%s: route %s leads to what was adopted, proven by %d requests over %d connections",
                        application.name(), route, requests, connections);
                proven.add(live.id());
                unproven.remove(live.id());
                done.run();
            }
            case Proof.Unproven(var reason) -> {
                if (!reason.equals(unproven.put(live.id(), reason))) {
                    LOG.warnf("%s: route %s to what was adopted is not proven: %s", application.name(), route, reason);
                }
            }
        }
    }

    private Proof proof(Deployment live, Route route) {
        var front = Site.frontOf(live, config.ownHost());
        try (var kept = prober.keep(front, Proof.KEPT_CONNECTIONS)) {
            return Proof.of(route, prober, kept, front, live.descriptor().run().health());
        }
    }
}
