package dev.baton.deployer.domain;

import dev.baton.deployment.Deployment;
import dev.baton.descriptor.RuntimeKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Which host runs which deployment: what its descriptor says. */
public final class InstanceHosts {
    private final Map<RuntimeKind, InstanceHost> hosts;

    /** One host for every kind. */
    public InstanceHosts(Map<RuntimeKind, InstanceHost> hosts) {
        this.hosts = new EnumMap<>(hosts);
    }

    public InstanceHost of(Deployment deployment) {
        return of(deployment.descriptor().run().runtime());
    }

    public InstanceHost of(RuntimeKind kind) {
        return Objects.requireNonNull(hosts.get(kind), () -> "no host for " + kind);
    }
}
