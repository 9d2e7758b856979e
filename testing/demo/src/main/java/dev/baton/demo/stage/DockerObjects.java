package dev.baton.demo.stage;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.baton.support.DockerEngine;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one run has in the Docker engine: its own network and chain, and all that its Baton made. Each carries the run's
 * folder in a label, so that none is left behind and nobody else's is touched.
 */
public final class DockerObjects implements AutoCloseable {

    /** On what the run makes itself; its value is the run's folder. */
    private static final String MARK = "dev.baton.demo";

    /** On what the run's Baton makes; its value is Baton's directory. */
    private static final String INSTALLATION = "dev.baton.installation";

    private static final String CHAIN = "chain";
    private static final ExposedPort CHAIN_PORT = ExposedPort.tcp(8545);

    private final DockerClient engine;
    private final Path folder;

    private DockerObjects(DockerClient engine, Path folder) {
        this.engine = engine;
        this.folder = folder;
    }

    /**
     * Of the run in this folder.
     *
     * @throws DemoFailure when no engine answers, saying what to do
     */
    public static DockerObjects of(Path folder) {
        try {
            return new DockerObjects(DockerEngine.connect(), folder);
        } catch (IllegalStateException e) {
            throw new DemoFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** Removes whatever the run in this folder has left in the engine, if there is one. */
    static void removeOf(Path folder) {
        Optional<DockerObjects> objects;
        try {
            objects = Optional.of(of(folder));
        } catch (DemoFailure _) {
            objects = Optional.empty();
        }
        objects.ifPresent(found -> {
            try (found) {
                found.remove();
            }
        });
    }

    /** The label of what the run in this folder makes itself: {@code name=value}. */
    public static String mark(Path folder) {
        return MARK + "=" + folder;
    }

    /** The name of the network that the run's containers share. */
    public String network() {
        return folder.getFileName().toString();
    }

    /** Where the run's containers reach the chain. */
    public static URI chainInside() {
        return URI.create("http://" + CHAIN + ":" + CHAIN_PORT.getPort());
    }

    /** Starts a chain of that height in the run's network, from an image of {@code examples/build-images}. */
    public DevChain startChain(String image, long blocks) {
        engine.createNetworkCmd()
                .withName(network())
                .withLabels(Map.of(MARK, folder.toString()))
                .exec();
        int port = FreePorts.next();
        var ports = new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", port), CHAIN_PORT);
        var id = engine.createContainerCmd(image)
                .withName(network() + "-" + CHAIN)
                .withAliases(CHAIN)
                .withLabels(Map.of(MARK, folder.toString()))
                .withExposedPorts(CHAIN_PORT)
                .withEnv("PORT=" + CHAIN_PORT.getPort())
                .withCmd("--blocks", Long.toString(blocks), "--block-time", "1s")
                .withHostConfig(
                        HostConfig.newHostConfig().withNetworkMode(network()).withPortBindings(ports))
                .exec()
                .getId();
        engine.startContainerCmd(id).exec();
        var chain = new DevChain(
                URI.create("http://127.0.0.1:" + port),
                () -> engine.removeContainerCmd(id).withForce(true).exec());
        chain.awaitHeight(
                blocks,
                () -> Boolean.TRUE.equals(
                        engine.inspectContainerCmd(id).exec().getState().getRunning()),
                "container " + network() + "-" + CHAIN);
        return chain;
    }

    /** The engine's version, for the report. */
    public String version() {
        return String.valueOf(engine.versionCmd().exec().getVersion());
    }

    /** Removes everything of the run: containers, then the networks and volumes that they used. */
    public void remove() {
        labels().forEach(label -> engine.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(label)
                .exec()
                .forEach(container -> gone(() -> engine.removeContainerCmd(container.getId())
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec())));
        labels().forEach(label -> engine.listNetworksCmd().exec().stream()
                .filter(network -> carries(network.getLabels(), label))
                .forEach(network ->
                        gone(() -> engine.removeNetworkCmd(network.getId()).exec())));
        labels().forEach(label ->
                Optional.ofNullable(engine.listVolumesCmd().exec().getVolumes()).orElse(List.of()).stream()
                        .filter(volume -> carries(volume.getLabels(), label))
                        .forEach(volume -> gone(
                                () -> engine.removeVolumeCmd(volume.getName()).exec())));
    }

    private List<Map<String, String>> labels() {
        return List.of(
                Map.of(MARK, folder.toString()),
                Map.of(INSTALLATION, folder.resolve("baton").toString()));
    }

    private static boolean carries(Map<String, String> labels, Map<String, String> wanted) {
        return labels != null && labels.entrySet().containsAll(wanted.entrySet());
    }

    private static void gone(Runnable removal) {
        try {
            removal.run();
        } catch (NotFoundException | ConflictException _) {
            // Somebody else removes it at this very moment.
        }
    }

    @Override
    public void close() {
        try {
            engine.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
