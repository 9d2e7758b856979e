package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Participant;
import dev.baton.model.ApplicationName;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.RouterEffect;
import dev.baton.router.domain.Site;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Keeps the router as the events say it is: every application's site is registered. Whatever is missing, after a crash
 * or because somebody removed it, is made again.
 */
@Singleton
class SiteKeeper {

    private static final Logger LOG = Logger.getLogger(SiteKeeper.class);

    /** A try may reload NGINX, which costs the clients of all applications idle connections: not every second. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final Router router;
    private final Participant<RouterEffect> participant;
    private final Background background;
    private final Clock clock;
    private final RouterConfig config;
    private final Map<ApplicationName, Site> registered = new ConcurrentHashMap<>();
    private final Map<ApplicationName, Fault> faults = new ConcurrentHashMap<>();
    private final AtomicBoolean announced = new AtomicBoolean();
    private final LongAdder reloads = new LongAdder();
    private volatile Consumer<List<ApplicationName>> reloadTold = _ -> {};
    private final ReentrantLock oneAtATime = new ReentrantLock();

    @Inject
    SiteKeeper(
            Router router,
            Participant<RouterEffect> participant,
            Background background,
            Clock clock,
            RouterConfig config) {
        this.router = router;
        this.participant = participant;
        this.background = background;
        this.clock = clock;
        this.config = config;
    }

    /** Who is told, after each registration, for which applications it cost a reload; mostly for none. */
    void onReload(Consumer<List<ApplicationName>> listener) {
        reloadTold = listener;
    }

    /** Sees to it shortly that the router knows all applications, so that those which come together cost one reload. */
    void registerSoon() {
        if (announced.compareAndSet(false, true)) {
            background.runAfter(config.registrationWindow(), () -> {
                announced.set(false);
                registerDue(participant.applications());
            });
        }
    }

    /**
     * Sees to it now that the router knows the application in its present form, and takes along whatever else waits.
     *
     * @return why it does not; empty where it does
     */
    Optional<String> register(Application application) {
        faults.remove(application.name());
        if (!due(List.of(application)).isEmpty()) {
            registerDue(participant.applications());
        }
        return Optional.ofNullable(faults.get(application.name())).map(Fault::reason);
    }

    /** The same for all of them that are new or changed, with at most one reload. What failed waits for its next try. */
    void registerDue(List<Application> applications) {
        if (due(applications).isEmpty()) {
            return;
        }
        oneAtATime.lock();
        try {
            var sites = due(applications);
            if (!sites.isEmpty()) {
                note(sites, router.register(sites));
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Whether the router knows the application in some form. */
    boolean isRegistered(ApplicationName name) {
        return registered.containsKey(name);
    }

    /** How often a registration made NGINX read its configuration again, since the process began. */
    long reloads() {
        return reloads.sum();
    }

    /** Why applications are not registered, by name. */
    Map<ApplicationName, String> faults() {
        return faults.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().reason()));
    }

    private List<Site> due(List<Application> applications) {
        var sites = new ArrayList<Site>();
        for (var application : applications) {
            var name = application.name();
            try {
                Site.of(application)
                        .map(site -> site.askedAt(config.ownHost()))
                        .filter(this::isDue)
                        .ifPresent(sites::add);
            } catch (IllegalArgumentException unroutable) {
                failed(name, Optional.empty(), String.valueOf(unroutable.getMessage()));
            }
        }
        return sites;
    }

    private boolean isDue(Site site) {
        if (site.equals(registered.get(site.application()))) {
            return false;
        }
        var fault = faults.get(site.application());
        return fault == null
                || !fault.site().equals(Optional.of(site))
                || !clock.instant().isBefore(fault.retryAt());
    }

    private void note(List<Site> sites, Map<ApplicationName, Registration> outcomes) {
        var together = outcomes.entrySet().stream()
                .filter(outcome -> outcome.getValue().equals(new Registration.Registered(true)))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!together.isEmpty()) {
            reloads.increment();
        }
        reloadTold.accept(together);
        for (var site : sites) {
            var name = site.application();
            switch (Objects.requireNonNull(outcomes.get(name))) {
                case Registration.Registered(var reloaded) -> {
                    registered.put(name, site);
                    faults.remove(name);
                    LOG.infof("%s: registered at %s%s", name, site.fronts(), reloaded ? ", NGINX reloaded" : "");
                }
                case Registration.Refused(var reason) -> failed(name, Optional.of(site), reason);
                case Registration.NotServing(var reason) -> failed(name, Optional.of(site), reason);
            }
        }
    }

    /** Said once, not at every try. */
    private void failed(ApplicationName name, Optional<Site> site, String reason) {
        var former = faults.put(name, new Fault(site, reason, clock.instant().plus(RETRY_AFTER)));
        if (former == null || !former.reason().equals(reason)) {
            LOG.errorf("%s: cannot be registered with the router: %s", name, reason);
        }
    }

    /** @param site what could not be registered; empty where the descriptors do not even make one */
    private record Fault(Optional<Site> site, String reason, Instant retryAt) {}
}
