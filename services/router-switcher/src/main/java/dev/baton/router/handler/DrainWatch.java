package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.model.Address;
import dev.baton.model.DeploymentId;
import dev.baton.router.domain.OpenConnections;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Counts the connections that are still open to versions from which the traffic has gone: WebSockets, streams, slow
 * requests. NGINX closes idle ones to an instance after a second, so that these are all; a health check may be among
 * them for a moment.
 */
@Singleton
class DrainWatch {

    private static final Logger LOG = Logger.getLogger(DrainWatch.class);

    private final OpenConnections connections;
    private final MultiGauge gauge;
    private Map<DeploymentId, Integer> open = Map.of();

    @Inject
    DrainWatch(OpenConnections connections, MeterRegistry registry) {
        this.connections = connections;
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
                if (deployment.stage() instanceof Stage.Standby) {
                    standbys.put(deployment.id(), deployment);
                    names.put(deployment.id(), application.name().value());
                }
            }
        }
        if (standbys.isEmpty() && open.isEmpty()) {
            return;
        }
        var counts = count(standbys);
        counts.forEach((id, now) -> {
            if (now == 0 && open.getOrDefault(id, 0) > 0) {
                LOG.infof("%s: no connection is open to deployment %s any more", names.get(id), id);
            }
        });
        open = counts;
        gauge.register(
                counts.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(
                                Tags.of(
                                        "application",
                                        Objects.requireNonNull(names.get(entry.getKey())),
                                        "slot",
                                        Objects.requireNonNull(standbys.get(entry.getKey()))
                                                .slot()
                                                .letter()),
                                entry.getValue()))
                        .collect(Collectors.toList()),
                true);
    }

    private Map<DeploymentId, Integer> count(Map<DeploymentId, Deployment> standbys) {
        Map<Address, Integer> byAddress = connections.to(
                standbys.values().stream().map(Deployment::address).collect(Collectors.toSet()));
        return standbys.values().stream()
                .filter(deployment -> byAddress.containsKey(deployment.address()))
                .collect(Collectors.toMap(Deployment::id, deployment -> byAddress.get(deployment.address())));
    }
}
