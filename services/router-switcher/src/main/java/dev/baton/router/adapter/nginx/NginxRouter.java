package dev.baton.router.adapter.nginx;

import dev.baton.model.ApplicationName;
import dev.baton.router.domain.Candidate;
import dev.baton.router.domain.Commit;
import dev.baton.router.domain.Prober;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteInForce;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * NGINX, by the plain or the Lua way. Registering applications writes their sites and reloads once; moving a route
 * renames a symbolic link and reloads nothing, because a reload closes idle connections while clients are sending on
 * them.
 */
public final class NginxRouter implements Router {

    private final Registrations registrations;
    private final RouteLinks links;

    /**
     * @param command NGINX's program, a name or a path
     * @param nanoTime a running clock without a meaning of its own, as {@link System#nanoTime()}
     */
    public NginxRouter(
            NginxLayout layout,
            Listening listening,
            WaySetting setting,
            String command,
            Prober prober,
            LongSupplier nanoTime) {
        this.links = new RouteLinks(layout, nanoTime);
        this.registrations = new Registrations(
                layout, listening, setting, new Nginx(command, layout), links, new OwnAnswers(prober));
    }

    @Override
    public Map<ApplicationName, Registration> register(List<Site> sites) {
        return registrations.register(sites);
    }

    @Override
    public void beforeReload(Consumer<List<ApplicationName>> listener) {
        registrations.beforeReload(listener);
    }

    @Override
    public <T> T undisturbed(Supplier<T> work) {
        return registrations.undisturbed(work);
    }

    @Override
    public Optional<String> preview(ApplicationName application, Optional<Candidate> green) {
        return links.preview(application, green);
    }

    @Override
    public RouteInForce inForce(ApplicationName application) {
        return links.inForce(application);
    }

    @Override
    public Commit commit(ApplicationName application, Route route) {
        return links.commit(application, route);
    }

    @Override
    public Optional<String> persist(ApplicationName application) {
        return links.persist(application);
    }

    @Override
    public Commit restore(ApplicationName application, Route failed, Optional<Route> former) {
        return links.restore(application, failed, former);
    }
}
