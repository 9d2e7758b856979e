package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.model.ApplicationName;
import dev.baton.router.domain.Commit;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteDecisions;
import dev.baton.router.domain.RouteInForce;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.Site;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Keeps the router as the events say it is: every application's site is registered, and its link names the route that
 * is in force. Whatever is missing, after a crash or because somebody removed it, is made again.
 */
@Singleton
class SiteKeeper {

    private static final Logger LOG = Logger.getLogger(SiteKeeper.class);

    private final Router router;
    private final Map<ApplicationName, Site> registered = new ConcurrentHashMap<>();
    private final Map<ApplicationName, String> faults = new ConcurrentHashMap<>();

    @Inject
    SiteKeeper(Router router) {
        this.router = router;
    }

    /**
     * Sees to it that the router knows the application in its present form.
     *
     * @return why it does not; empty where it does
     */
    Optional<String> register(Application application) {
        var name = application.name();
        var outcome = attempt(application);
        if (outcome.isPresent()) {
            // Said once, not at every try.
            if (!outcome.get().equals(faults.put(name, outcome.get()))) {
                LOG.errorf("%s: cannot be registered with the router: %s", name, outcome.get());
            }
        } else if (faults.remove(name) != null) {
            LOG.infof("%s: can be registered with the router again", name);
        }
        return outcome;
    }

    /** Puts the link back to the route of the last switch, unless a newer route is in force or a switch is under way. */
    void keepRoute(Application application) {
        if (application.switching().isPresent()) {
            return;
        }
        RouteDecisions.routeOf(application).ifPresent(route -> keep(application.name(), route));
    }

    /** Why applications are not registered, by name. */
    Map<ApplicationName, String> faults() {
        return Map.copyOf(faults);
    }

    private Optional<String> attempt(Application application) {
        try {
            var site = Site.of(application);
            if (site.isEmpty() || site.get().equals(registered.get(application.name()))) {
                return Optional.empty();
            }
            return switch (router.register(site.get())) {
                case Registration.Registered(var reloaded) -> {
                    registered.put(application.name(), site.get());
                    LOG.infof(
                            "%s: registered at %s%s",
                            application.name(), site.get().fronts(), reloaded ? ", NGINX reloaded" : "");
                    yield Optional.empty();
                }
                case Registration.Refused(var reason) -> Optional.of(reason);
                case Registration.NotServing(var reason) -> Optional.of(reason);
            };
        } catch (IllegalArgumentException unroutable) {
            return Optional.of(String.valueOf(unroutable.getMessage()));
        }
    }

    private void keep(ApplicationName name, Route route) {
        switch (router.inForce(name)) {
            case RouteInForce.Routed(var current) when current.epoch() >= route.epoch() -> {
                // In force, or newer than what has been read so far.
            }
            case RouteInForce.Routed _, RouteInForce.Dangling _, RouteInForce.Unrouted _ -> {
                switch (router.commit(name, route)) {
                    case Commit.Committed _ -> LOG.warnf("%s: route %s was gone and is in force again", name, route);
                    case Commit.Stale(var newer) -> LOG.infof("%s: route %s gave way to %s", name, route, newer);
                    case Commit.Failed(var reason) -> LOG.errorf("%s: route %s is gone: %s", name, route, reason);
                }
            }
            case RouteInForce.Unreadable(var reason) -> LOG.errorf("%s: %s", name, reason);
        }
    }
}
