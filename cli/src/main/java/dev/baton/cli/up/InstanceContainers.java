package dev.baton.cli.up;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The applications' containers that the deployer made for this directory. All carry its label, whoever started them last.
 */
final class InstanceContainers {
    private static final String INSTALLATION = "dev.baton.installation";
    private static final String DEPLOYMENT = "dev.baton.deployment";
    private static final String CONTAINER = "dev.baton.container";
    private static final String DATABASE = "database";
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(5);

    private InstanceContainers() {}

    /**
     * Stops those that run, databases last, and leaves them for the next {@code up}. Where no engine answers, none runs
     * that could be stopped.
     *
     * @return how many were stopped
     */
    static int stop(Layout layout) {
        var configuration =
                DefaultDockerClientConfig.createDefaultConfigBuilder().build();
        if (isAbsentSocket(configuration.getDockerHost())) {
            return 0;
        }
        try (var transport = new ZerodepDockerHttpClient.Builder()
                        .dockerHost(configuration.getDockerHost())
                        .sslConfig(configuration.getSSLConfig())
                        .connectionTimeout(CONNECT_LIMIT)
                        .responseTimeout(STOP_LIMIT)
                        .build();
                var docker = DockerClientImpl.getInstance(configuration, transport)) {
            if (!answers(docker)) {
                return 0;
            }
            var running = running(docker, layout);
            running.forEach(container -> stop(docker, layout, container));
            return running.size();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the connection to the Docker engine", e);
        }
    }

    private static boolean isAbsentSocket(URI host) {
        return "unix".equals(host.getScheme()) && !Files.exists(Path.of(host.getPath()));
    }

    private static boolean answers(DockerClient docker) {
        try {
            docker.pingCmd().exec();
            return true;
        } catch (RuntimeException _) {
            return false;
        }
    }

    private static List<Container> running(DockerClient docker, Layout layout) {
        return docker
                .listContainersCmd()
                .withLabelFilter(Map.of(INSTALLATION, layout.directory().toString()))
                .exec()
                .stream()
                .sorted(Comparator.comparing(
                        container -> DATABASE.equals(labels(container).get(CONTAINER))))
                .toList();
    }

    /** Says first that it is meant, so that the deployer does not take it for an exit. */
    private static void stop(DockerClient docker, Layout layout, Container container) {
        try {
            var deployment = labels(container).get(DEPLOYMENT);
            if (deployment != null) {
                var folder = Files.createDirectories(layout.instances().resolve(deployment));
                Files.writeString(folder.resolve("stopped"), "");
            }
            docker.stopContainerCmd(container.getId()).exec();
        } catch (NotFoundException | NotModifiedException _) {
            // It has ended, or is gone: as wished.
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot note that a container is stopped on purpose", e);
        }
    }

    private static Map<String, String> labels(Container container) {
        return container.getLabels() == null ? Map.of() : container.getLabels();
    }
}
