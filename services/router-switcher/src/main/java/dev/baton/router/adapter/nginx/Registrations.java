package dev.baton.router.adapter.nginx;

import dev.baton.model.ApplicationName;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Site;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Makes sites known to NGINX: each text is checked beside all others, all are written, NGINX reloads once, and requests
 * show which of them it took. What it did not take is put back to what stood there before.
 */
final class Registrations {

    /** How long after a reload the new configuration may take to answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final Logger LOG = Logger.getLogger(Registrations.class);

    private final NginxLayout layout;
    private final Listening listening;
    private final Nginx nginx;
    private final SiteFiles files;
    private final RouteLinks links;
    private final OwnAnswers answers;
    private final Ways ways;

    /** All that were ever asked for. */
    private final Map<ApplicationName, Site> known = new HashMap<>();

    private final ReentrantLock oneAtATime = new ReentrantLock();

    private volatile Consumer<List<ApplicationName>> reloadTold = _ -> {};

    /** A reload writes, whoever needs connections reads. */
    private final ReentrantReadWriteLock connections = new ReentrantReadWriteLock(true);

    Registrations(
            NginxLayout layout,
            Listening listening,
            WaySetting setting,
            Nginx nginx,
            RouteLinks links,
            OwnAnswers answers) {
        this.layout = layout;
        this.listening = listening;
        this.nginx = nginx;
        this.files = new SiteFiles(layout, nginx);
        this.links = links;
        this.answers = answers;
        this.ways = new Ways(setting, layout, files);
    }

    Map<ApplicationName, Registration> register(List<Site> sites) {
        oneAtATime.lock();
        try {
            sites.forEach(site -> known.put(site.application(), site));
            var notIncluded = files.notIncluded();
            if (notIncluded.isPresent()) {
                return all(sites, new Registration.NotServing(notIncluded.get()));
            }
            return switch (ways.choose()) {
                case Ways.Choice.Impossible(var reason) -> all(sites, new Registration.NotServing(reason));
                case Ways.Choice.Taken(var way, var lostLua) -> register(lostLua ? afterLua() : sites, way);
            };
        } catch (IOException e) {
            return all(sites, new Registration.NotServing("cannot see what NGINX can load: " + e));
        } finally {
            oneAtATime.unlock();
        }
    }

    private Map<ApplicationName, Registration> register(List<Site> sites, Way way) {
        var outcomes = new HashMap<ApplicationName, Registration>();
        var pending = new ArrayList<Pending>();
        for (var site : sites) {
            switch (prepare(site, way)) {
                case Prepared.Done(var outcome) -> outcomes.put(site.application(), outcome);
                case Prepared.Written(var change) -> pending.add(change);
            }
        }
        if (!pending.isEmpty()) {
            connections.writeLock().lock();
            try {
                outcomes.putAll(together(pending));
            } finally {
                connections.writeLock().unlock();
            }
        }
        if (layout.team().isPresent()) {
            sites.forEach(site -> outcomes.computeIfPresent(
                    site.application(),
                    (_, outcome) -> outcome instanceof Registration.Registered
                            ? unreadable(site)
                                    .<Registration>map(Registration.NotServing::new)
                                    .orElse(outcome)
                            : outcome));
        }
        sites.forEach(this::removeUnused);
        if (way == Way.PLAIN) {
            removeUnusedLua();
        }
        return outcomes;
    }

    private static Map<ApplicationName, Registration> all(List<Site> sites, Registration outcome) {
        return sites.stream().collect(Collectors.toMap(Site::application, _ -> outcome));
    }

    /** The sites to write once NGINX has lost the Lua module: no other one can be read while one of them needs it. */
    private List<Site> afterLua() throws IOException {
        files.removeLua();
        return List.copyOf(known.values());
    }

    void beforeReload(Consumer<List<ApplicationName>> listener) {
        reloadTold = listener;
    }

    /** Does something during which no reload closes connections. */
    <T> T undisturbed(Supplier<T> work) {
        connections.readLock().lock();
        try {
            return work.get();
        } finally {
            connections.readLock().unlock();
        }
    }

    /** Sees to the files. A file that is as it should be is reloaded only where NGINX does not answer by it. */
    private Prepared prepare(Site site, Way way) {
        var application = site.application();
        try {
            links.prepare(application);
            if (site.preview().isPresent() && !Files.exists(layout.preview(application))) {
                links.preview(application, Optional.empty());
            }
            var former = files.read(application);
            var included = IncludedFiles.of(site, layout);
            var text = SiteText.of(site, included, layout, listening, way);
            if (files.holds(application, text) && included.areThere()) {
                address(site, way);
                return answers.comeBy(text, site)
                        ? new Prepared.Done(new Registration.Registered(false))
                        : new Prepared.Written(new Pending(site, text, former));
            }
            // The copies have names of their own: until a site includes them they mean nothing.
            included.write();
            var fault = portFault(site);
            if (fault.isPresent()) {
                return new Prepared.Done(new Registration.Refused(fault.get()));
            }
            var complaint = files.faults(application, text);
            if (complaint.isPresent()) {
                return new Prepared.Done(blame(application, included.translated(complaint.get())));
            }
            address(site, way);
            files.write(application, text);
            if (way == Way.LUA && former.isPresent() && answers.comeBy(text, site)) {
                // Only addresses are new, and by this way NGINX has them from the links.
                return new Prepared.Done(new Registration.Registered(false));
            }
            return new Prepared.Written(new Pending(site, text, former));
        } catch (IncludedFiles.Refused e) {
            return new Prepared.Done(new Registration.Refused(e.reason()));
        } catch (IOException e) {
            return new Prepared.Done(new Registration.NotServing("cannot write the site of " + application + ": " + e));
        }
    }

    private void address(Site site, Way way) throws IOException {
        switch (way) {
            case PLAIN -> links.unaddress(site.application());
            case LUA -> links.address(site);
        }
    }

    /** Whose fault it is: a configuration that NGINX would not take without this site either is not the site's. */
    private Registration blame(ApplicationName application, String complaint) throws IOException {
        return files.faultsWithout(application)
                .<Registration>map(others -> new Registration.NotServing(
                        "NGINX's configuration has a fault that is not of " + application + ": " + others))
                .orElseGet(() -> new Registration.Refused(complaint));
    }

    /** One reload for all. NGINX takes a configuration as a whole, so where some are not taken each is tried alone. */
    private Map<ApplicationName, Registration> together(List<Pending> changes) {
        var outcomes = new HashMap<ApplicationName, Registration>();
        var before = Former.of(nginx);
        var unasked = reload(changes);
        for (var change : changes) {
            // Where NGINX cannot be asked, the file is checked and in place: NGINX reads it when it is started.
            outcomes.put(
                    change.site().application(),
                    unasked.<Registration>map(Registration.NotServing::new).orElseGet(() -> confirm(change, before)));
        }
        var refused = changes.stream()
                .filter(change -> outcomes.get(change.site().application()) instanceof Registration.Refused)
                .toList();
        if (changes.size() > 1) {
            refused.forEach(change -> outcomes.put(change.site().application(), alone(change)));
        }
        return outcomes;
    }

    private Registration alone(Pending change) {
        try {
            files.write(change.site().application(), change.text());
        } catch (IOException e) {
            return new Registration.NotServing(
                    "cannot write the site of " + change.site().application() + ": " + e);
        }
        var before = Former.of(nginx);
        return reload(List.of(change))
                .<Registration>map(Registration.NotServing::new)
                .orElseGet(() -> confirm(change, before));
    }

    private Optional<String> reload(List<Pending> changes) {
        var applications =
                changes.stream().map(change -> change.site().application()).toList();
        LOG.infof(
                "NGINX reloads its configuration for %s; idle connections of all applications are closed",
                applications);
        reloadTold.accept(applications);
        return nginx.reload();
    }

    /** After the reload: what does not answer by its new text gets its former one back. */
    private Registration confirm(Pending change, Former former) {
        var unanswered = awaitAnswer(change.site(), change.text(), former);
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

    /**
     * `nginx -t` is content with a port that another program holds, and NGINX would not start with it. The port may be
     * held by our own NGINX, which a site's file or an answer shows.
     */
    private Optional<String> portFault(Site site) throws IOException {
        for (var address : listening.of(site)) {
            if (files.listensSomewhere(address)) {
                continue;
            }
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName(address.host()), address.port()));
            } catch (IOException e) {
                if (site.fronts().stream()
                        .filter(front -> front.address().port() == address.port())
                        .noneMatch(answers::comeFrom)) {
                    return Optional.of("cannot listen on " + address + ": " + e.getMessage()
                            + "; free the port or choose another route.listen");
                }
            }
        }
        return Optional.empty();
    }

    /** A team's NGINX has workers of another user, and answers 503 where these may not read the link. */
    private Optional<String> unreadable(Site site) {
        var end = nginx.errorLogEnd();
        site.fronts().forEach(answers::comeFrom); // NGINX reads the link for this too, and logs that it could not
        var denied =
                nginx.logIsReadable() ? nginx.deniedSince(end, layout.active(site.application())) : hindrance(site);
        return denied.map(reason -> "NGINX answers by the site and cannot read its route: "
                + Stream.concat(Stream.of(reason), hindrance(site).stream())
                        .distinct()
                        .collect(Collectors.joining("; ")));
    }

    private Optional<String> hindrance(Site site) {
        return layout.team().isPresent()
                ? WorkerAccess.hindrance(nginx.workers(), layout.routes(site.application()))
                : Optional.empty();
    }

    private Optional<String> awaitAnswer(Site site, SiteText text, Former former) {
        var policy = RetryPolicy.<Boolean>builder()
                .handleResult(false)
                .withMaxAttempts(-1)
                .withMaxDuration(PATIENCE)
                .withDelay(PAUSE)
                .build();
        Failsafe.with(policy)
                .get(() -> nginx.gaveUpSince(former.logEnd())
                        || (answers.comeBy(text, site) && !nginx.stillAccept(former.workers())));
        if (answers.comeBy(text, site)) {
            return Optional.empty();
        }
        var emergencies = nginx.emergenciesSince(former.logEnd());
        return Optional.of(
                emergencies.isEmpty()
                        ? "NGINX took the reload, but " + PATIENCE.toSeconds() + " s later "
                                + site.fronts().stream().map(Endpoint::toString).collect(Collectors.joining(", "))
                                + " does not answer by the new site; see " + layout.errorLog()
                                + hindrance(site).map("; "::concat).orElse("")
                        : "NGINX kept its former configuration: " + emergencies);
    }

    private void removeUnused(Site site) {
        try {
            IncludedFiles.removeUnused(site.application(), layout, files.read(site.application()));
        } catch (IOException e) {
            // A copy too many is no reason to say that the site is not registered.
            LOG.warnf("%s: cannot remove copies of included files: %s", site.application(), e);
        }
    }

    private void removeUnusedLua() {
        try {
            files.removeLuaUnlessUsed();
        } catch (IOException e) {
            LOG.warnf("cannot remove what sites of the Lua way shared: %s", e);
        }
    }

    /** NGINX before a reload: its workers, and where its error log ended. */
    private record Former(Set<Long> workers, long logEnd) {
        static Former of(Nginx nginx) {
            return new Former(nginx.workers(), nginx.errorLogEnd());
        }
    }

    /** What a look at an application's files led to. */
    private sealed interface Prepared {
        record Done(Registration outcome) implements Prepared {}

        record Written(Pending change) implements Prepared {}
    }

    /** A file that NGINX has yet to read; {@code former} is what stood there before. */
    private record Pending(Site site, SiteText text, Optional<String> former) {}
}
