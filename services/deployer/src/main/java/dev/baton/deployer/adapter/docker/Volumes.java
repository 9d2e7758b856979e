package dev.baton.deployer.adapter.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import dev.baton.model.DeploymentId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The volumes of deployments. Folders of the machine are not among them and are never touched. */
final class Volumes {
    private final DockerEngine engine;

    Volumes(DockerEngine engine) {
        this.engine = engine;
    }

    /**
     * Makes the volume, or finds it.
     *
     * @param name its name in the engine
     * @param labels what {@link Labels#of} says of the deployment, and {@link Labels#CONTAINER} where it is a database's
     * @throws DockerEngine.Refused where a stranger has its name: its data is not handed out
     */
    void ensure(String name, DeploymentId deployment, Map<String, String> labels) {
        Optional<InspectVolumeResponse> known =
                engine.find(client -> client.inspectVolumeCmd(name).exec());
        if (known.isEmpty()) {
            engine.ask(client ->
                    client.createVolumeCmd().withName(name).withLabels(labels).exec());
        } else if (!Labels.belongs(labels(known.get()), deployment)) {
            throw new DockerEngine.Refused(
                    "a volume " + name + " exists and is not of deployment " + deployment
                            + ": look what it holds, and remove it (docker volume rm " + name + ")",
                    new IllegalStateException("foreign volume"));
        }
    }

    /** The deployment's volumes; of its database, or all others. */
    List<String> of(DeploymentId deployment, boolean database) {
        return Stream.ofNullable(engine.ask(client -> client.listVolumesCmd()
                                .withFilter("label", Labels.of(deployment))
                                .exec())
                        .getVolumes())
                .flatMap(List::stream)
                .filter(volume ->
                        database == Labels.DATABASE.equals(labels(volume).get(Labels.CONTAINER)))
                .map(InspectVolumeResponse::getName)
                .toList();
    }

    /** Removes a volume with its data; a missing one is gone already. */
    void remove(String name) {
        engine.see(client -> client.removeVolumeCmd(name).exec());
    }

    private static Map<String, String> labels(InspectVolumeResponse volume) {
        return Optional.ofNullable(volume.getLabels()).orElse(Map.of());
    }
}
