package dev.baton.router.adapter.nginx;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.baton.model.ApplicationName;
import dev.baton.model.Slot;
import dev.baton.router.domain.Candidate;
import dev.baton.router.domain.Commit;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteInForce;
import dev.baton.router.domain.Site;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The route of each application as the target of a symbolic link, {@code active -> b.42.<deployment>}. Moving it is one
 * {@code rename}; NGINX resolves the link for each request. Reading and moving are guarded by a file lock, so that a
 * second process that still believes to own the application cannot slip a lower epoch in between.
 *
 * <p>By the Lua way there is a link for each slot besides ({@link SlotLinks}), made before a route leads there, so that a
 * switch remains one rename.
 *
 * <p>Forward, the rename and its durability are two steps: an {@code fsync} waits for whatever else the disk has to write,
 * milliseconds to seconds, and users would wait with it. Nothing is lost by that. Until the outcome is published, the log
 * says that a switch is under way, so after a power cut in between either link is looked at, and the switch is finished or
 * begun again. {@link #persist} comes after the proof and before the outcome, so that no outcome is published which a
 * power cut could take back. Back, the two are one step: the link of the version that failed must not return.
 */
final class RouteLinks {

    /**
     * By the Lua way each of NGINX's workers reads a link once in a millisecond of the clock; two have passed when it is
     * said that the link has moved, so that no request that begins then is led by what was read before.
     */
    private static final Duration LUA_READS = Duration.ofMillis(2);

    /** The target while there is no route: a directory that exists, so that NGINX has nothing to complain about. */
    private static final String NO_ROUTE = "none";

    private static final Logger LOG = Logger.getLogger(RouteLinks.class);

    private final NginxLayout layout;
    private final LongSupplier nanoTime;
    private final SlotLinks slots;
    private final ReentrantLock thisProcess = new ReentrantLock();

    /** @param nanoTime a running clock without a meaning of its own, as {@link System#nanoTime()} */
    RouteLinks(NginxLayout layout, LongSupplier nanoTime) {
        this.layout = layout;
        this.slots = new SlotLinks(layout);
        this.nanoTime = nanoTime;
    }

    /** Makes the directory and a link that routes nowhere, unless there is a link. */
    void prepare(ApplicationName application) throws IOException {
        Files.createDirectories(layout.routes(application));
        guarded(application, () -> {
            var active = layout.active(application);
            Files.createDirectories(active.resolveSibling(NO_ROUTE));
            if (!Files.exists(active, NOFOLLOW_LINKS)) {
                Durable.link(active, NO_ROUTE);
                Durable.syncDirectoryOf(active);
            }
            return active;
        });
    }

    /** Has a link say the address of each slot, as the Lua way needs it. They are durable before a route leads there. */
    void address(Site site) throws IOException {
        var application = site.application();
        slots.expect(application, site.slots());
        guarded(application, () -> {
            var made = false;
            for (var slot : Slot.values()) {
                made |= slots.make(application, slot);
            }
            if (made) {
                Durable.syncDirectoryOf(layout.active(application));
            }
            return made;
        });
    }

    /** Has no links say addresses, as it is by the plain way. */
    void unaddress(ApplicationName application) {
        slots.expectNothing(application);
    }

    /**
     * Points the second link at green, or nowhere. Durable only with the next switch: after a power cut it is made again
     * from the log.
     *
     * @return why it could not be done; empty where it was
     */
    Optional<String> preview(ApplicationName application, Optional<Candidate> green) {
        var target = green.map(Candidate::name).orElse(NO_ROUTE);
        var link = layout.preview(application);
        try {
            var addressed =
                    green.isEmpty() || slots.stands(application, green.get().slot());
            if (addressed
                    && Files.exists(link)
                    && Files.readSymbolicLink(link).toString().equals(target)) {
                return Optional.empty();
            }
            Files.createDirectories(link.resolveSibling(NO_ROUTE));
            return guarded(application, () -> {
                Files.createDirectories(link.resolveSibling(target));
                if (green.isPresent()) {
                    slots.make(application, green.get().slot());
                }
                Durable.link(link, target);
                awaitRead();
                remove(application, name -> Candidate.isName(name) && !name.equals(target));
                return Optional.empty();
            });
        } catch (IOException e) {
            return Optional.of("cannot move the link " + link + ": " + e);
        }
    }

    RouteInForce inForce(ApplicationName application) {
        var active = layout.active(application);
        try {
            if (!Files.exists(active, NOFOLLOW_LINKS)) {
                return new RouteInForce.Unrouted();
            }
            var target = Files.readSymbolicLink(active).getFileName().toString();
            var exists = Files.isDirectory(active);
            return Route.parse(target)
                    .<RouteInForce>map(route -> exists && slots.stands(application, route.slot())
                            ? new RouteInForce.Routed(route)
                            : new RouteInForce.Dangling(route))
                    .orElseGet(RouteInForce.Unrouted::new);
        } catch (IOException e) {
            return new RouteInForce.Unreadable("cannot read the link " + active + ": " + e);
        }
    }

    Commit commit(ApplicationName application, Route route) {
        return change(application, () -> switch (inForce(application)) {
            case RouteInForce.Routed(var current) when current.equals(route) -> new Commit.Committed(0);
            case RouteInForce.Routed(var current) when current.epoch() >= route.epoch() -> new Commit.Stale(current);
            case RouteInForce.Dangling(var current)
            when current.epoch() >= route.epoch() && !current.equals(route) -> new Commit.Stale(current);
            case RouteInForce.Unreadable(var reason) -> new Commit.Failed(reason);
            case RouteInForce.Routed(var current) -> {
                var committed = point(application, Optional.of(route));
                forgetBefore(application, current);
                yield committed;
            }
            case RouteInForce.Dangling _, RouteInForce.Unrouted _ -> point(application, Optional.of(route));
        });
    }

    Commit restore(ApplicationName application, Route failed, Optional<Route> former) {
        // Nothing to write, so a disk that takes no writes is no reason to say that the former route is lost.
        if (former.isPresent() && inForce(application).is(former.get())) {
            return new Commit.Committed(0);
        }
        return change(application, () -> switch (inForce(application)) {
            case RouteInForce.Routed(var current) when Optional.of(current).equals(former) -> new Commit.Committed(0);
            case RouteInForce.Routed(var current) when current.equals(failed) -> pointBack(application, former);
            case RouteInForce.Routed(var current) -> new Commit.Stale(current);
            case RouteInForce.Dangling _, RouteInForce.Unrouted _ -> pointBack(application, former);
            case RouteInForce.Unreadable(var reason) -> new Commit.Failed(reason);
        });
    }

    /** Why the route in force may be another one after a power cut; empty where it will be the same. */
    Optional<String> persist(ApplicationName application) {
        var active = layout.active(application);
        try {
            Durable.syncDirectoryOf(active);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot make the link " + active + " durable: " + e);
        }
    }

    private Commit.Committed pointBack(ApplicationName application, Optional<Route> former) throws IOException {
        var committed = point(application, former);
        Durable.syncDirectoryOf(layout.active(application));
        return committed;
    }

    private Commit.Committed point(ApplicationName application, Optional<Route> route) throws IOException {
        var target = route.map(Route::name).orElse(NO_ROUTE);
        var active = layout.active(application);
        Files.createDirectories(active.resolveSibling(target));
        if (route.isPresent()) {
            slots.make(application, route.get().slot());
        }
        var begun = nanoTime.getAsLong();
        Durable.link(active, target);
        var took = nanoTime.getAsLong() - begun;
        awaitRead();
        return new Commit.Committed(TimeUnit.NANOSECONDS.toMicros(took));
    }

    private void awaitRead() {
        if (!Files.exists(layout.luaCommon())) {
            return;
        }
        try {
            Thread.sleep(LUA_READS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Removes the targets of routes older than the one just left. That one stays: a request may have read the link and
     * not yet looked at its target.
     */
    private void forgetBefore(ApplicationName application, Route left) {
        remove(
                application,
                name -> Route.parse(name)
                        .filter(route -> route.epoch() < left.epoch())
                        .isPresent());
    }

    private void remove(ApplicationName application, Predicate<String> which) {
        try (var targets = Files.list(layout.routes(application))) {
            for (var target : (Iterable<Path>) targets::iterator) {
                if (which.test(target.getFileName().toString())) {
                    Files.deleteIfExists(target);
                }
            }
        } catch (IOException e) {
            // The traffic has moved; an empty directory too many is no reason to say otherwise.
            LOG.warnf("%s: cannot remove the targets of old routes: %s", application, e);
        }
    }

    private Commit change(ApplicationName application, Step<Commit> step) {
        try {
            Files.createDirectories(layout.routes(application));
            return guarded(application, step);
        } catch (IOException e) {
            return new Commit.Failed("cannot move the link " + layout.active(application) + ": " + e);
        }
    }

    private <T> T guarded(ApplicationName application, Step<T> step) throws IOException {
        thisProcess.lock();
        try (var channel = FileChannel.open(layout.routes(application).resolve(".lock"), CREATE, WRITE);
                var _ = channel.lock()) {
            return step.run();
        } finally {
            thisProcess.unlock();
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }
}
