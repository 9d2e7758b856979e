package dev.baton.deployer.domain;

import dev.baton.deployment.Deployment;
import dev.baton.descriptor.RuntimeKind;
import dev.baton.model.AdoptedInstance;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Which host runs which deployment: what its descriptor says, unless it was adopted. */
public final class InstanceHosts {
    private final Map<RuntimeKind, InstanceHost> hosts;
    private final Function<AdoptedInstance, InstanceHost> adopted;

    /** One host for every kind, and one for each instance that was adopted. */
    public InstanceHosts(Map<RuntimeKind, InstanceHost> hosts, Function<AdoptedInstance, InstanceHost> adopted) {
        this.hosts = new EnumMap<>(hosts);
        this.adopted = adopted;
    }

    public InstanceHost of(Deployment deployment) {
        return deployment
                .adopted()
                .map(adopted)
                .orElseGet(() -> of(deployment.descriptor().run().runtime()));
    }

    public InstanceHost of(RuntimeKind kind) {
        return Objects.requireNonNull(hosts.get(kind), () -> "no host for " + kind);
    }
}
