package dev.baton.router.handler;

import static org.awaitility.Awaitility.await;

import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.Switched;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.Slot;
import dev.baton.router.Instance;
import dev.baton.router.Story;
import dev.baton.router.adapter.http.VertxProber;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Endpoint;
import dev.baton.support.FreePorts;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An application of one test's own on the {@link SharedRouter}: its events, its two instances and what users get. */
final class Scene implements BeforeEachCallback {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LONGEST_NAME = 40;

    private final DeploymentId first = DeploymentId.next(CLOCK);
    private final DeploymentId second = DeploymentId.next(CLOCK);
    private final int listen = FreePorts.next();
    private SharedRouter router;
    private Instance a;
    private Instance b;
    private ApplicationName name;

    @Override
    public void beforeEach(ExtensionContext context) {
        router = SharedRouter.of(context);
        a = Instance.start(router.vertx(), "in-a");
        b = Instance.start(router.vertx(), "in-b");
        var method = context.getRequiredTestMethod().getName().toLowerCase(Locale.ROOT);
        name = new ApplicationName(method.substring(0, Math.min(LONGEST_NAME, method.length())));
    }

    static Instant now() {
        return CLOCK.instant();
    }

    DeploymentId first() {
        return first;
    }

    DeploymentId second() {
        return second;
    }

    ApplicationName name() {
        return name;
    }

    /** The port where users reach it. */
    int listen() {
        return listen;
    }

    /** What runs in slot a, and does so until the last test. */
    Instance a() {
        return a;
    }

    Instance b() {
        return b;
    }

    EventLog log() {
        return router.log();
    }

    ServiceProcess service() {
        return router.service();
    }

    VertxProber prober() {
        return router.prober();
    }

    Path directory() {
        return router.directory();
    }

    Path routes() {
        return router.directory().resolve("routes").resolve(name.value());
    }

    /** A story of this application; each call begins one of the same application. */
    Story story(String promotion, String probation) {
        var ports = List.of(a.address().port(), b.address().port(), FreePorts.next());
        return new Story(name, listen, ports, promotion, probation);
    }

    Story liveInBWithStandbyInA() {
        return liveInBWithStandbyInA("\"rollback\": {}");
    }

    /** @param more of the descriptor of what is live */
    Story liveInBWithStandbyInA(String more) {
        tell(story("automatic", "1s").untilVerified(first, Slot.A, now()));
        next(SwitchConfirmed.class, 0);
        var watched = story("automatic", "1h").with(more);
        tell(watched.untilVerified(second, Slot.B, now()));
        next(Switched.class, 1);
        return watched;
    }

    void tell(Envelope<?> event) {
        router.log().publish(event);
    }

    void tell(List<Envelope<?>> events) {
        router.log().publish(events);
    }

    /** Waits for the first event of that kind about the application, after the first {@code skip} of them. */
    <E extends Event> Envelope<E> next(Class<E> kind, int skip) {
        return router.log().next(name, kind, skip);
    }

    /** All events of that kind about the application so far. */
    <E extends Event> List<Envelope<E>> all(Class<E> kind) {
        return router.log().all(name, kind);
    }

    /** Waits for the event that names the request as its cause. */
    Envelope<?> answerTo(EventId request) {
        return router.log().answerTo(name, request);
    }

    /** Requests and facts are in two topics, and either may be read first: asks again until the answer is to the point. */
    Envelope<?> askUntil(Supplier<Envelope<?>> request, Predicate<Envelope<?>> toThePoint) {
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            var asked = request.get();
                            tell(asked);
                            return answerTo(asked.id());
                        },
                        toThePoint);
    }

    Answer ask() {
        return router.prober().ask(Endpoint.direct(Address.loopback(listen)), "/");
    }

    /** The route by which a user is answered right now; empty where the answer is not 200. */
    Optional<String> served() {
        return routeOf(ask());
    }

    /** Who answers the preview right now; empty where the answer is not 200. */
    Optional<String> previewed() {
        return routeOf(router.prober().ask(new Endpoint(Address.loopback(listen), Optional.of("next")), "/"));
    }

    private static Optional<String> routeOf(Answer answer) {
        return answer instanceof Answer.Answered answered && answered.status() == 200
                ? answered.route()
                : Optional.empty();
    }

    /** How often NGINX was told to reload. */
    double reloads() {
        return service()
                .metrics()
                .lines()
                .filter(line -> line.startsWith("baton_router_reloads_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
