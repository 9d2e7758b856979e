package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.model.Address;
import dev.baton.model.DeploymentId;
import dev.baton.router.domain.Drain;
import dev.baton.router.domain.OpenConnections;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Counts the connections that are still open to versions from which the traffic has gone: WebSockets, streams, slow
 * requests. NGINX closes idle ones to an instance after a second, so that these are all; a health check may be among
 * them for a moment. Before such a version's time is over it closes them one by one: NGINX closes what it had for
 * the client, who comes back by itself and is led to the version that serves.
 */
@Singleton
class DrainWatch {

    private static final Logger LOG = Logger.getLogger(DrainWatch.class);

    /** At one look, for one version: whatever else is due waits for it. */
    private static final int MOST_CLOSED = 100;

    private final OpenConnections connections;
    private final Clock clock;
    private final RouterConfig config;
    private final MeterRegistry registry;
    private final MultiGauge gauge;
    private final Map<DeploymentId, Drain> drains = new HashMap<>();
    private final Set<DeploymentId> refusals = new HashSet<>();
    private boolean refusalTold;
    private Map<DeploymentId, Set<Address>> open = Map.of();

    @Inject
    DrainWatch(OpenConnections connections, Clock clock, RouterConfig config, MeterRegistry registry) {
        this.connections = connections;
        this.clock = clock;
        this.config = config;
        this.registry = registry;
        this.gauge = MultiGauge.builder("baton.router.standby.connections")
                .description("Open to versions that do not serve any more: WebSockets, streams, slow requests")
                .register(registry);
    }

    /** Looks once; says it when the last one has ended. */
    synchronized void look(List<Application> applications) {
        var standbys = new HashMap<DeploymentId, Deployment>();
        var names = new HashMap<DeploymentId, String>();
        for (var application : applications) {
            for (var deployment : application.deployments()) {
                if (timeOf(deployment).isPresent()) {
                    standbys.put(deployment.id(), deployment);
                    names.put(deployment.id(), application.name().value());
                }
            }
        }
        drains.keySet().retainAll(standbys.keySet());
        refusals.retainAll(standbys.keySet());
        if (standbys.isEmpty() && open.isEmpty()) {
            return;
        }
        var before = open;
        open = nearEnds(standbys);
        open.forEach((id, now) -> {
            var deployment = Objects.requireNonNull(standbys.get(id));
            var name = Objects.requireNonNull(names.get(id));
            var former = before.getOrDefault(id, Set.of());
            if (now.isEmpty() && !former.isEmpty()) {
                LOG.infof("%s: no connection is open to deployment %s any more", name, id);
            }
            closeWhatIsDue(name, deployment, former, now);
        });
        gauge.register(
                open.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(
                                Tags.of(
                                        "application",
                                        Objects.requireNonNull(names.get(entry.getKey())),
                                        "slot",
                                        Objects.requireNonNull(standbys.get(entry.getKey()))
                                                .slot()
                                                .letter()),
                                entry.getValue().size()))
                        .collect(Collectors.toList()),
                true);
    }

    /** Only such as were open at the look before: a health check is not, nor what a rollback led here just now. */
    private void closeWhatIsDue(String name, Deployment deployment, Set<Address> before, Set<Address> now) {
        var span = timeOf(deployment);
        if (span.isEmpty() || refusals.contains(deployment.id())) {
            return;
        }
        var old = now.stream().filter(before::contains).collect(Collectors.toSet());
        var time = clock.instant();
        if (time.isBefore(span.get().from())) {
            return;
        }
        // A standby whose time is ended early has less left than was reckoned with.
        drains.computeIfPresent(
                deployment.id(), (_, drain) -> drain.end().isAfter(span.get().until()) ? null : drain);
        if (!drains.containsKey(deployment.id())) {
            var until = span.get().until();
            Drain.begin(until, span.get().whole(), config.drainOver(), old.size(), time, config.interval())
                    .ifPresent(drain -> {
                        drains.put(deployment.id(), drain);
                        LOG.infof(
                                "%s: %d connections are open to deployment %s, whose time is over at %s; they are closed"
                                        + " one by one until then",
                                name, drain.count(), deployment.id(), until);
                    });
        }
        var due = Optional.ofNullable(drains.get(deployment.id()))
                .map(drain -> drain.due(old.size(), time))
                .orElse(0);
        if (due > 0) {
            close(
                    name,
                    deployment,
                    old.stream().limit(Math.min(MOST_CLOSED, due)).collect(Collectors.toSet()));
        }
    }

    private void close(String name, Deployment deployment, Set<Address> nearEnds) {
        var refused = connections.close(deployment.address(), nearEnds);
        if (refused.isEmpty()) {
            registry.counter("baton.router.connections.closed", "application", name)
                    .increment(nearEnds.size());
            return;
        }
        refusals.add(deployment.id());
        if (!refusalTold) {
            refusalTold = true;
            LOG.warnf(
                    "%s: connections cannot be closed one by one and end together with the instance, as will those of"
                            + " other versions: %s; baton.router.drain-over=0s leaves it at that",
                    name, refused.get());
        }
    }

    /**
     * How long connections to it may stay open: a standby's time, and where that was ended early, by a person or a newer
     * deployment, what its instance has between the polite signal and its end. Empty where no end is in sight.
     */
    private Optional<Span> timeOf(Deployment deployment) {
        return switch (deployment.stage()) {
            case Stage.Standby standby ->
                Optional.of(new Span(
                        deployment.since().plus(config.drainAfter()),
                        standby.until(),
                        deployment.descriptor().standby().keep()));
            case Stage.Retiring _ -> {
                var grace = deployment.descriptor().run().stopGrace();
                yield Optional.of(
                        new Span(deployment.since(), deployment.since().plus(grace), grace));
            }
            case Stage.Starting _,
                    Stage.Syncing _,
                    Stage.Synced _,
                    Stage.Verified _,
                    Stage.Switching _,
                    Stage.Probation _,
                    Stage.Live _,
                    Stage.Failed _,
                    Stage.Retired _ -> Optional.empty();
        };
    }

    /**
     * @param from until when none is closed: by then, slow requests have finished
     * @param whole how long it lasts until its end
     */
    private record Span(Instant from, Instant until, Duration whole) {}

    private Map<DeploymentId, Set<Address>> nearEnds(Map<DeploymentId, Deployment> standbys) {
        var byAddress = connections.to(
                standbys.values().stream().map(Deployment::address).collect(Collectors.toSet()));
        return standbys.values().stream()
                .filter(deployment -> byAddress.containsKey(deployment.address()))
                .collect(Collectors.toMap(
                        Deployment::id, deployment -> Objects.requireNonNull(byAddress.get(deployment.address()))));
    }
}
