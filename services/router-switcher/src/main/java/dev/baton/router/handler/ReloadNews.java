package dev.baton.router.handler;

import dev.baton.deployment.Deployment;
import dev.baton.deployment.Participant;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.RouterReloaded;
import dev.baton.model.ApplicationName;
import dev.baton.model.EventId;
import dev.baton.router.domain.Nodes;
import dev.baton.router.domain.ReloadBook;
import dev.baton.router.domain.ReloadBook.Entry;
import dev.baton.router.domain.RouteDecisions;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.RouterEffect;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Tells each application of a reload that was for it. A reload is taken down before it is made and struck out when Kafka
 * has what is told of it: a process that ends in between tells it at its next start, and where Kafka does not take it, it
 * is told again. The ids are the same each time.
 */
@Singleton
class ReloadNews {

    private static final Logger LOG = Logger.getLogger(ReloadNews.class);

    private final ReloadBook book;
    private final Router router;
    private final SiteKeeper sites;
    private final Participant<RouterEffect> participant;
    private final Nodes nodes;
    private final EventPublisher publisher;
    private final Clock clock;

    /** Of this registration. */
    private final List<Entry> begun = new ArrayList<>();

    /** Of a process before this one, until it is known what NGINX has read. */
    private final List<Entry> found = new ArrayList<>();

    private final Map<EventId, Entry> untold = new HashMap<>();
    private final Set<EventId> onTheWay = new HashSet<>();
    private final Set<ApplicationName> reloadedSinceStart = new HashSet<>();

    @Inject
    ReloadNews(
            ReloadBook book,
            Router router,
            SiteKeeper sites,
            Participant<RouterEffect> participant,
            Nodes nodes,
            EventPublisher publisher,
            Clock clock) {
        this.book = book;
        this.router = router;
        this.sites = sites;
        this.participant = participant;
        this.nodes = nodes;
        this.publisher = publisher;
        this.clock = clock;
    }

    @PostConstruct
    void listen() {
        found.addAll(book.entries());
        router.beforeReload(this::about);
        sites.onReload(this::done);
    }

    /** Tells what has not been told, where its time has come. To be called now and then, once history has been read. */
    synchronized void tell() {
        found.removeIf(this::isClear);
        untold.values().stream()
                .filter(entry -> !onTheWay.contains(entry.id()))
                .toList()
                .forEach(this::tell);
    }

    private synchronized void about(List<ApplicationName> applications) {
        var entry = new Entry(EventId.random(), clock.instant(), applications);
        begun.add(entry);
        book.open(entry);
    }

    private synchronized void done(List<ApplicationName> together) {
        reloadedSinceStart.addAll(together);
        for (var entry : begun) {
            if (together.isEmpty() || !entry.equals(begun.getFirst())) {
                book.close(entry.id());
            } else {
                untold.put(entry.id(), entry.of(together));
            }
        }
        begun.clear();
        tell();
    }

    /**
     * Whether it is decided what to tell of a reload that a former process was about to make. Who is registered without
     * one since shows that it was made; for the others it was made again, and that is told.
     */
    private boolean isClear(Entry entry) {
        var known = entry.applications().stream()
                .filter(name -> !participant.application(name).deployments().isEmpty())
                .toList();
        if (!known.stream().allMatch(sites::isRegistered)) {
            return false;
        }
        var made = known.stream()
                .filter(name -> !reloadedSinceStart.contains(name))
                .toList();
        if (made.isEmpty()) {
            book.close(entry.id());
        } else {
            untold.put(entry.id(), entry.of(made));
        }
        return true;
    }

    private void tell(Entry entry) {
        onTheWay.add(entry.id());
        var all = entry.applications().stream()
                .map(name -> publisher.publish(news(entry, name)))
                .toList();
        Uni.combine()
                .all()
                .unis(all)
                .discardItems()
                .subscribe()
                .with(_ -> told(entry), failure -> untold(entry, failure));
    }

    private Envelope<RouterReloaded> news(Entry entry, ApplicationName name) {
        var application = participant.application(name);
        return new Envelope<>(
                entry.id().consequence(Event.typeOf(RouterReloaded.class) + "\n" + name),
                RouteDecisions.SOURCE,
                name,
                entry.at(),
                application.inProgress().or(application::live).map(Deployment::id),
                Optional.empty(),
                Optional.empty(),
                new RouterReloaded(entry.applications(), nodes.self()));
    }

    private synchronized void told(Entry entry) {
        LOG.infof("told of the reload for %s", entry.applications());
        onTheWay.remove(entry.id());
        untold.remove(entry.id());
        book.close(entry.id());
    }

    private synchronized void untold(Entry entry, Throwable failure) {
        LOG.errorf("%s: RouterReloaded was not published, and will be tried again: %s", entry.applications(), failure);
        onTheWay.remove(entry.id());
    }
}
