package dev.baton.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnDockerEngineIT {
    @Test
    void keepsItsContainersWhenItStopsAndWhenItIsKilled(@TempDir Path folder) throws Exception {
        var image = DockerImages.ensure("busybox");
        try (var engine = OwnDockerEngine.start(folder);
                var client = engine.connect()) {
            engine.load(image);
            var network = client.createNetworkCmd().withName("own").exec().getId();
            var id = client.createContainerCmd(image)
                    .withCmd("sleep", "300")
                    .withStopTimeout(1)
                    .withHostConfig(HostConfig.newHostConfig()
                            .withNetworkMode("own")
                            .withRestartPolicy(RestartPolicy.unlessStoppedRestart()))
                    .exec()
                    .getId();
            client.startContainerCmd(id).exec();
            var world = DockerWorld.of(client);

            engine.down();
            assertThatThrownBy(() -> client.pingCmd().exec());
            engine.up();
            await().atMost(Duration.ofSeconds(20)).until(() -> isRunning(client, id));

            engine.crash();
            assertThatThrownBy(() -> client.pingCmd().exec());
            assertThat(processesOf(folder)).anyMatch(command -> command.contains("containerd-shim"));
            engine.up();

            // The daemon ends what it finds running, and leaves it so whatever the restart policy is.
            assertThat(isRunning(client, id)).isFalse();
            assertThat(DockerWorld.of(client)).isEqualTo(world);
            assertThat(client.inspectNetworkCmd().withNetworkId(network).exec().getName())
                    .isEqualTo("own");
        }
        assertThat(processesOf(folder)).isEmpty();
    }

    @Test
    void endsWithTheJvmThatStartedIt(@TempDir Path folder) throws Exception {
        var jvm = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dbaton.root=" + Checkout.root(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        folder.toString()))
                .inheritIO()
                .start();
        await().atMost(Duration.ofSeconds(30)).until(() -> processesOf(folder).size() > 1);

        jvm.destroyForcibly().waitFor();

        await().atMost(Duration.ofSeconds(30)).until(() -> processesOf(folder).isEmpty());
    }

    private static boolean isRunning(DockerClient client, String id) {
        return Boolean.TRUE.equals(
                client.inspectContainerCmd(id).exec().getState().getRunning());
    }

    /** The daemon, containerd and a shim for each container all name the folder. */
    private static List<String> processesOf(Path folder) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(command -> command.contains("docker") || command.contains("containerd"))
                .filter(command -> command.contains(folder.toString()))
                .filter(command -> !command.contains(Starter.class.getName()))
                .toList();
    }

    /** A test JVM that does not get to stop its engine. */
    static final class Starter {
        public static void main(String[] arguments) throws Exception {
            OwnDockerEngine.start(Path.of(arguments[0]));
            Thread.sleep(Duration.ofMinutes(5));
        }
    }
}
