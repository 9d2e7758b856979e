package dev.baton.router.adapter.nginx;

import dev.baton.model.ApplicationName;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Commit;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Prober;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteInForce;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.Site;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Plain NGINX. Registering an application writes its site and reloads once; moving its route renames a symbolic link
 * and reloads nothing, because a reload closes idle connections while clients are sending on them.
 */
public final class NginxRouter implements Router {

    /** How long after a reload the new configuration may take to answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Answers in a row, each over a new connection: workers of the former configuration accept until they are told. */
    private static final int ANSWERS_IN_A_ROW = 3;

    private final NginxLayout layout;
    private final Nginx nginx;
    private final SiteFiles files;
    private final RouteLinks links;
    private final Prober prober;
    private final ReentrantLock oneRegistration = new ReentrantLock();

    /**
     * @param command NGINX's program, a name or a path
     * @param nanoTime a running clock without a meaning of its own, as {@link System#nanoTime()}
     */
    public NginxRouter(NginxLayout layout, String command, Prober prober, LongSupplier nanoTime) {
        this.layout = layout;
        this.nginx = new Nginx(command, layout);
        this.files = new SiteFiles(layout, nginx);
        this.links = new RouteLinks(layout, nanoTime);
        this.prober = prober;
    }

    @Override
    public Registration register(Site site) {
        oneRegistration.lock();
        try {
            links.prepare(site.application());
            var text = SiteText.of(site, layout);
            return files.holds(site.application(), text) ? confirm(site, text) : introduce(site, text);
        } catch (IOException e) {
            return new Registration.NotServing("cannot write the site of " + site.application() + ": " + e);
        } finally {
            oneRegistration.unlock();
        }
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
    public Commit restore(ApplicationName application, Route failed, Optional<Route> former) {
        return links.restore(application, failed, former);
    }

    /** The file is as it should be: reloads only where NGINX does not answer by it, as after a crash in between. */
    private Registration confirm(Site site, SiteText text) {
        if (answersBy(text, site)) {
            return new Registration.Registered(false);
        }
        var unasked = nginx.reload();
        if (unasked.isPresent()) {
            return new Registration.NotServing(unasked.get());
        }
        return awaitAnswer(site, text)
                .<Registration>map(Registration.NotServing::new)
                .orElseGet(() -> new Registration.Registered(true));
    }

    private Registration introduce(Site site, SiteText text) throws IOException {
        var application = site.application();
        var fault = portFault(site).or(() -> textFault(application, text));
        if (fault.isPresent()) {
            return new Registration.Refused(fault.get());
        }
        var former = files.read(application);
        files.write(application, text.text());
        var unasked = nginx.reload();
        if (unasked.isPresent()) {
            // Checked and in place: NGINX reads it when it is started.
            return new Registration.NotServing(unasked.get());
        }
        var unanswered = awaitAnswer(site, text);
        if (unanswered.isPresent()) {
            files.putBack(application, former);
            return new Registration.Refused(unanswered.get());
        }
        return new Registration.Registered(true);
    }

    private Optional<String> textFault(ApplicationName application, SiteText text) {
        try {
            return files.faults(application, text);
        } catch (IOException e) {
            return Optional.of("cannot check the site of " + application + ": " + e);
        }
    }

    /** `nginx -t` is content with a port that another program holds, and NGINX would not start with it. */
    private Optional<String> portFault(Site site) throws IOException {
        for (var front : site.fronts()) {
            var address = front.address();
            if (!files.listensSomewhere(address)) {
                try (var socket = new ServerSocket()) {
                    socket.setReuseAddress(true);
                    socket.bind(new InetSocketAddress(InetAddress.getByName(address.host()), address.port()));
                } catch (IOException e) {
                    return Optional.of("cannot listen on " + address + ": " + e.getMessage()
                            + "; free the port or choose another route.listen");
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> awaitAnswer(Site site, SiteText text) {
        var policy = RetryPolicy.<Boolean>builder()
                .handleResult(false)
                .withMaxAttempts(-1)
                .withMaxDuration(PATIENCE)
                .withDelay(PAUSE)
                .build();
        return Failsafe.with(policy).get(() -> answersBy(text, site))
                ? Optional.empty()
                : Optional.of("NGINX took the reload, but " + PATIENCE.toSeconds() + " s later "
                        + site.fronts().stream().map(Endpoint::toString).collect(Collectors.joining(", "))
                        + " does not answer by the new site; see "
                        + layout.prefix().resolve("logs"));
    }

    private boolean answersBy(SiteText text, Site site) {
        return site.fronts().stream().allMatch(front -> answersBy(text, front));
    }

    private boolean answersBy(SiteText text, Endpoint front) {
        for (var answer = 0; answer < ANSWERS_IN_A_ROW; answer++) {
            if (!(prober.ask(front, OWN_PATH) instanceof Answer.Answered answered)
                    || !answered.site().equals(Optional.of(text.mark()))) {
                return false;
            }
        }
        return true;
    }
}
