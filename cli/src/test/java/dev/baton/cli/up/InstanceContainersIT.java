package dev.baton.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import dev.baton.support.DockerEngine;
import dev.baton.support.DockerImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceContainersIT {
    private final DockerClient docker = DockerEngine.connect();
    private final List<String> made = new ArrayList<>();
    private Layout layout = new Layout(Path.of(""));

    @BeforeEach
    void createLayout(@TempDir Path directory) {
        layout = Layout.create(directory);
    }

    @AfterEach
    void removeContainers() throws Exception {
        made.forEach(id -> docker.removeContainerCmd(id).withForce(true).exec());
        docker.close();
    }

    @Test
    void stopsTheContainersOfItsDirectoryAndNoOthers() {
        var deployment = UUID.randomUUID().toString();
        var instance = start(layout.directory().toString(), deployment, "api");
        var database = start(layout.directory().toString(), deployment, "database");
        var other = start(layout.directory() + "-other", UUID.randomUUID().toString(), "api");
        var said = new ArrayList<String>();

        assertThat(new Takedown(layout, said::add).run(false)).isEqualTo(2);

        assertThat(isRunning(instance)).isFalse();
        assertThat(isRunning(database)).isFalse();
        assertThat(isRunning(other)).isTrue();
        assertThat(layout.instances().resolve(deployment).resolve("stopped")).exists();
        assertThat(said).containsExactly("stopped the applications' containers");
        assertThat(new Takedown(layout, said::add).run(false))
                .as("a second time")
                .isZero();
    }

    private String start(String installation, String deployment, String container) {
        var id = docker.createContainerCmd(DockerImages.ensure("busybox"))
                .withName("baton-cli-it-" + UUID.randomUUID())
                .withCmd("sh", "-c", "trap 'exit 0' TERM; sleep 300 & wait")
                .withLabels(Map.of(
                        "dev.baton.installation",
                        installation,
                        "dev.baton.deployment",
                        deployment,
                        "dev.baton.container",
                        container))
                .exec()
                .getId();
        made.add(id);
        docker.startContainerCmd(id).exec();
        return id;
    }

    private boolean isRunning(String id) {
        return Boolean.TRUE.equals(
                docker.inspectContainerCmd(id).exec().getState().getRunning());
    }
}
