package dev.baton.router.handler;

import dev.baton.events.LifecycleEvent;
import dev.baton.router.domain.Nodes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What an operator watches. */
@Singleton
class RouterMetrics {

    private final MeterRegistry registry;
    private final Timer switches;
    private final AtomicInteger alive = new AtomicInteger();

    @Inject
    RouterMetrics(MeterRegistry registry, SiteKeeper sites, Nodes nodes) {
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
            registry.gauge("baton.router.nodes.alive", alive);
            registry.gauge("baton.router.leads", nodes, routers -> routers.leads() ? 1 : 0);
        }
    }

    /** So many of several routers are alive, this one among them. */
    void routersAlive(int count) {
        alive.set(count);
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
