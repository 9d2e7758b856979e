package dev.baton.router.handler;

import dev.baton.events.LifecycleEvent;
import dev.baton.router.domain.Nodes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What an operator watches. */
@Singleton
class RouterMetrics {

    private final MeterRegistry registry;
    private final Timer switches;
    private volatile double alive = Double.NaN;

    @Inject
    RouterMetrics(MeterRegistry registry, SiteKeeper sites, MissedRoutes missed, Nodes nodes) {
        this.registry = registry;
        this.switches = Timer.builder("baton.router.switch")
                .description("From the intention read back to the outcome known, proof included")
                .register(registry);
        FunctionCounter.builder("baton.router.reloads", sites, SiteKeeper::reloads)
                .description("How often NGINX read its configuration again because of registrations")
                .register(registry);
        registry.gauge(
                "baton.router.sites.faulty", sites, keeper -> keeper.faults().size());
        if (nodes.self().isPresent()) {
            registry.gauge("baton.router.nodes.alive", this, metrics -> metrics.alive);
            registry.gauge(
                    "baton.router.routes.missed", missed, routes -> routes.all().size());
            registry.gauge("baton.router.leads", nodes, routers -> routers.leads() ? 1 : 0);
        }
    }

    /** These of several routers are alive, this one among them; empty where that cannot be known. */
    void routersAlive(Optional<Set<String>> names) {
        alive = names.map(Set::size).map(Integer::doubleValue).orElse(Double.NaN);
    }

    /** A record that is no event. */
    void unreadable(String topic) {
        registry.counter("baton.router.records.unreadable", "topic", topic).increment();
    }

    /** A switch came to its end, by this event. */
    void switchEnded(LifecycleEvent outcome) {
        registry.counter("baton.router.switches", "outcome", outcome.getClass().getSimpleName())
                .increment();
    }

    <T> T timed(Supplier<T> work) {
        return switches.record(work);
    }
}
