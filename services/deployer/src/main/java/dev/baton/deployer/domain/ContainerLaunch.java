package dev.baton.deployer.domain;

import dev.baton.descriptor.Container;
import dev.baton.model.ResolvedImage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One container of an instance as it is to be started.
 *
 * @param container as the descriptor has it
 * @param image what its image turned out to be
 * @param entrypoint filled in; the image's own where empty
 * @param command filled in; the image's own where empty
 * @param environment its variables, secrets included
 * @param secretFiles values of secrets, by the absolute path at which it finds them
 */
public record ContainerLaunch(
        Container container,
        ResolvedImage image,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> secretFiles) {
    public ContainerLaunch {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        secretFiles = Map.copyOf(secretFiles);
    }

    /** Its name within the instance. */
    public String name() {
        return container.name();
    }

    /** Without values: some are secrets. */
    @Override
    public String toString() {
        return "ContainerLaunch[" + name() + ", " + image.reference() + ", " + new TreeMap<>(environment).keySet()
                + "]";
    }
}
