package dev.baton.router.domain;

import dev.baton.model.ApplicationName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What carries users' requests. Every operation may be repeated: it looks at the router first and does what is left to
 * do.
 */
public interface Router {

    /** A path under every public address that the router answers by itself, whether or not there is a route. */
    String OWN_PATH = "/.baton/site";

    /**
     * Makes the applications known under their public addresses, and shows by requests that they are. All that is new
     * comes into force together: after a loss of everything, none is served before the others.
     *
     * @return the outcome of each
     */
    Map<ApplicationName, Registration> register(List<Site> sites);

    /** Who is told right before each reload, for which applications it is. */
    void beforeReload(Consumer<List<ApplicationName>> listener);

    /** Does something that needs its connections: meanwhile no registration makes the router close them. */
    <T> T undisturbed(Supplier<T> work);

    /**
     * Leads requests for the preview to that deployment; to nobody where empty, so that they are answered 503.
     *
     * @return why they are not led so; empty where they are
     */
    Optional<String> preview(ApplicationName application, Optional<Candidate> green);

    /** The route that requests take now. */
    RouteInForce inForce(ApplicationName application);

    /**
     * Moves all traffic to the route, unless the one in force has the same epoch or a higher one. It outlasts the router
     * and this process; a power cut only after {@link #persist}.
     */
    Commit commit(ApplicationName application, Route route);

    /**
     * Makes the route in force outlast a power cut. To be done before anybody is told that the traffic has moved.
     *
     * @return why it may not outlast one; empty where it does
     */
    Optional<String> persist(ApplicationName application);

    /**
     * Takes a route that did not prove itself back, for good: a power cut does not bring it again. Only that route is
     * replaced: where another one is in force by now, the answer is {@link Commit.Stale}.
     *
     * @param former what was in force before; empty: no route at all
     */
    Commit restore(ApplicationName application, Route failed, Optional<Route> former);
}
