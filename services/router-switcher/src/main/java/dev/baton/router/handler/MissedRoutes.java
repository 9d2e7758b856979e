package dev.baton.router.handler;

import dev.baton.model.ApplicationName;
import dev.baton.router.domain.Route;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The routes that one of several routers should serve by and does not, because it was away or could not prove them.
 * Meanwhile its users are answered by a version that the others have left, so it is not ready and says so.
 */
@Singleton
class MissedRoutes {

    private static final Logger LOG = Logger.getLogger(MissedRoutes.class);

    /** A try may cost users an answer, so after each that fails the pause is twice as long, up to this. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Map<ApplicationName, Missed> missed = new ConcurrentHashMap<>();
    private final Clock clock;
    private final RouterConfig config;

    @Inject
    MissedRoutes(Clock clock, RouterConfig config) {
        this.clock = clock;
        this.config = config;
    }

    /** That route is due and another one is in force. */
    void note(ApplicationName name, Route inForce, Route due) {
        missed.compute(
                name, (_, known) -> known != null && known.due().equals(due) ? known : first(name, inForce, due));
    }

    /** A try to serve by it has failed, for this reason. */
    void failed(ApplicationName name, String reason) {
        missed.computeIfPresent(name, (_, known) -> {
            if (!known.reason().equals(reason)) {
                LOG.errorf("%s: users here are still served by %s: %s", name, known.told(), reason);
            }
            return known.later(reason, clock.instant());
        });
    }

    /** The application's route is as it should be. */
    void forget(ApplicationName name) {
        var former = missed.remove(name);
        if (former != null) {
            LOG.infof("%s: users here are not served by %s any more", name, former.told());
        }
    }

    /** Which are to be tried by now. */
    List<ApplicationName> due() {
        var now = clock.instant();
        return missed.entrySet().stream()
                .filter(entry -> !now.isBefore(entry.getValue().again()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** All of them. */
    List<ApplicationName> all() {
        return List.copyOf(missed.keySet());
    }

    /** What is in force instead, and why, by application. */
    Map<ApplicationName, String> told() {
        return missed.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().told() + ": "
                                + entry.getValue().reason()));
    }

    private Missed first(ApplicationName name, Route inForce, Route due) {
        var begun = new Missed(
                inForce,
                due,
                "it was missed",
                config.interval(),
                clock.instant().plus(config.interval()));
        LOG.warnf("%s: users here are still served by %s", name, begun.told());
        return begun;
    }

    /** @param again when the next try is due */
    private record Missed(Route inForce, Route due, String reason, Duration pause, Instant again) {

        String told() {
            return "route " + inForce + " instead of " + due;
        }

        Missed later(String newReason, Instant now) {
            var twice = pause.multipliedBy(2);
            var next = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
            return new Missed(inForce, due, newReason, next, now.plus(next));
        }
    }
}
