package dev.baton.deployer.domain;

import dev.baton.deployer.domain.DatabaseHost.Housing;
import dev.baton.deployment.Deployment;
import dev.baton.descriptor.Container.PullPolicy;
import dev.baton.descriptor.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An image that a deployment needs.
 *
 * @param container the container that runs it
 * @param reference by tag or digest
 * @param archive what to load it from instead of pulling it
 */
public record ImageRequest(String container, String reference, Optional<Path> archive, PullPolicy pull) {

    /** What is to be resolved before the deployment's first start; nothing where it is, or where nothing has an image. */
    public static List<ImageRequest> of(Deployment deployment) {
        if (!deployment.images().isEmpty()) {
            return List.of();
        }
        List<ImageRequest> requests = new ArrayList<>();
        deployment
                .descriptor()
                .database()
                .filter(_ -> deployment.dataOf().isEmpty())
                .flatMap(database -> database.postgres().container())
                .map(Database.PostgresContainer::image)
                .ifPresent(image ->
                        requests.add(new ImageRequest(Housing.NAME, image, Optional.empty(), PullPolicy.MISSING)));
        deployment.descriptor().run().containers().stream()
                .map(container -> new ImageRequest(
                        container.name(),
                        container.image().replace("{version}", deployment.version()),
                        container.archive().map(file -> Path.of(file.replace("{version}", deployment.version()))),
                        container.pull()))
                .forEach(requests::add);
        return List.copyOf(requests);
    }
}
