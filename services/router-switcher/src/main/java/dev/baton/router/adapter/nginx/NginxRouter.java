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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    public Map<ApplicationName, Registration> register(List<Site> sites) {
        var outcomes = new HashMap<ApplicationName, Registration>();
        var pending = new ArrayList<Pending>();
        oneRegistration.lock();
        try {
            for (var site : sites) {
                switch (prepare(site)) {
                    case Prepared.Done(var outcome) -> outcomes.put(site.application(), outcome);
                    case Prepared.Written(var change) -> pending.add(change);
                }
            }
            if (!pending.isEmpty()) {
                var unasked = nginx.reload();
                for (var change : pending) {
                    // Where NGINX cannot be asked, the file is checked and in place: NGINX reads it when it is started.
                    outcomes.put(
                            change.site().application(),
                            unasked.<Registration>map(Registration.NotServing::new)
                                    .orElseGet(() -> confirm(change)));
                }
            }
            return outcomes;
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

    /** Sees to the files. A file that is as it should be is reloaded only where NGINX does not answer by it. */
    private Prepared prepare(Site site) {
        var application = site.application();
        try {
            links.prepare(application);
            var text = SiteText.of(site, layout);
            var former = files.read(application);
            if (files.holds(application, text)) {
                return answersBy(text, site)
                        ? new Prepared.Done(new Registration.Registered(false))
                        : new Prepared.Written(new Pending(site, text, former));
            }
            var fault = portFault(site).or(() -> textFault(application, text));
            if (fault.isPresent()) {
                return new Prepared.Done(new Registration.Refused(fault.get()));
            }
            files.write(application, text.text());
            return new Prepared.Written(new Pending(site, text, former));
        } catch (IOException e) {
            return new Prepared.Done(new Registration.NotServing("cannot write the site of " + application + ": " + e));
        }
    }

    /** After the reload: what does not answer by its new text gets its former one back. */
    private Registration confirm(Pending change) {
        var unanswered = awaitAnswer(change.site(), change.text());
        if (unanswered.isEmpty()) {
            return new Registration.Registered(true);
        }
        if (change.former().equals(Optional.of(change.text().text()))) {
            return new Registration.NotServing(unanswered.get());
        }
        try {
            files.putBack(change.site().application(), change.former());
            return new Registration.Refused(unanswered.get());
        } catch (IOException e) {
            return new Registration.NotServing(unanswered.get() + "; and its file could not be put back: " + e);
        }
    }

    private Optional<String> textFault(ApplicationName application, SiteText text) {
        try {
            return files.faults(application, text);
        } catch (IOException e) {
            return Optional.of("cannot check the site of " + application + ": " + e);
        }
    }

    /**
     * `nginx -t` is content with a port that another program holds, and NGINX would not start with it. The port may be
     * held by our own NGINX, which a site's file or an answer shows.
     */
    private Optional<String> portFault(Site site) throws IOException {
        for (var front : site.fronts()) {
            var address = front.address();
            if (files.listensSomewhere(address)) {
                continue;
            }
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName(address.host()), address.port()));
            } catch (IOException e) {
                if (!isRouter(front)) {
                    return Optional.of("cannot listen on " + address + ": " + e.getMessage()
                            + "; free the port or choose another route.listen");
                }
            }
        }
        return Optional.empty();
    }

    private boolean isRouter(Endpoint front) {
        return prober.ask(front, OWN_PATH) instanceof Answer.Answered answered
                && answered.site().isPresent();
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

    /** What a look at an application's files led to. */
    private sealed interface Prepared {
        record Done(Registration outcome) implements Prepared {}

        record Written(Pending change) implements Prepared {}
    }

    /** A file that NGINX has yet to read; {@code former} is what stood there before. */
    private record Pending(Site site, SiteText text, Optional<String> former) {}
}
