package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.model.Network;
import dev.baton.model.DeploymentId;
import java.util.Map;
import java.util.Optional;

/** The networks of deployments. */
final class Networks {
    private final DockerEngine engine;

    Networks(DockerEngine engine) {
        this.engine = engine;
    }

    /**
     * Makes the deployment's network, or finds it; its id.
     *
     * @param labels what {@link Labels#of} says of the deployment
     * @throws DockerEngine.Refused where a stranger has its name, or the engine has no room for another network
     */
    String ensure(ObjectNames names, Map<String, String> labels) {
        Optional<Network> known = find(names.network());
        if (known.isEmpty()) {
            return engine.ask(client -> client.createNetworkCmd()
                    .withName(names.network())
                    .withDriver("bridge")
                    .withCheckDuplicate(true)
                    .withLabels(labels)
                    .exec()
                    .getId());
        }
        if (!Labels.belongs(known.get().getLabels(), names.deployment())) {
            throw new DockerEngine.Refused(
                    "a network " + names.network() + " exists and is not of deployment " + names.deployment()
                            + ": remove it (docker network rm " + names.network() + ")",
                    new IllegalStateException("foreign network"));
        }
        return known.get().getId();
    }

    /** A network by its exact name. */
    Optional<Network> find(String name) {
        return engine.find(
                        client -> client.inspectNetworkCmd().withNetworkId(name).exec())
                .filter(network -> name.equals(network.getName()));
    }

    /** Removes the deployment's network, unless something else is still attached to it; whether it is gone. */
    boolean remove(DeploymentId deployment) {
        boolean gone = true;
        for (Network listed : engine.ask(client -> client.listNetworksCmd()
                .withFilter("label", Labels.of(deployment))
                .exec())) {
            boolean used = engine.find(client -> client.inspectNetworkCmd()
                            .withNetworkId(listed.getId())
                            .exec())
                    .filter(network -> !network.getContainers().isEmpty())
                    .isPresent();
            if (used) {
                gone = false;
            } else {
                engine.see(client -> client.removeNetworkCmd(listed.getId()).exec());
            }
        }
        return gone;
    }
}
