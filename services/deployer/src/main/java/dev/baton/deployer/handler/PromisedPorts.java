package dev.baton.deployer.handler;

import dev.baton.deployment.Application;
import dev.baton.events.Adopted;
import dev.baton.events.DeployAccepted;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Ports that were given away by answers which have not been read back yet. */
final class PromisedPorts {
    private final Map<ApplicationName, Promise> promises = new HashMap<>();

    private record Promise(DeploymentId deployment, Set<Integer> ports) {}

    /** Ports are promised with this answer; an earlier promise to the same application is void. */
    synchronized void note(ApplicationName application, DeploymentId deployment, DeployAccepted accepted) {
        Set<Integer> ports = new HashSet<>(accepted.slotPorts());
        accepted.database().ifPresent(database -> ports.add(database.server().port()));
        promises.put(application, new Promise(deployment, Set.copyOf(ports)));
    }

    /** The same for an application that is adopted. */
    synchronized void note(ApplicationName application, DeploymentId deployment, Adopted adopted) {
        promises.put(application, new Promise(deployment, Set.copyOf(adopted.slotPorts())));
    }

    /** What is promised to others, those of them left out whose answer is among what is known. */
    synchronized Set<Integer> toOthersThan(ApplicationName application, Collection<Application> others) {
        others.forEach(other -> promises.computeIfPresent(
                other.name(),
                (_, promise) -> other.deployment(promise.deployment()).isPresent() ? null : promise));
        Set<Integer> ports = new HashSet<>();
        promises.forEach((other, promise) -> {
            if (!other.equals(application)) {
                ports.addAll(promise.ports());
            }
        });
        return Set.copyOf(ports);
    }
}
