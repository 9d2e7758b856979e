package dev.baton.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DockerWorldIT {
    private final String name = SharedKafka.uniquePrefix() + "world";
    private DockerClient engine = DockerEngine.connect();

    @BeforeEach
    void connect() {
        engine = DockerEngine.connect();
    }

    @AfterEach
    void removeAll() throws Exception {
        engine.listContainersCmd()
                .withShowAll(true)
                .withNameFilter(java.util.List.of(name))
                .exec()
                .forEach(container -> engine.removeContainerCmd(container.getId())
                        .withForce(true)
                        .exec());
        engine.listNetworksCmd()
                .withNameFilter(name)
                .exec()
                .forEach(network -> engine.removeNetworkCmd(network.getId()).exec());
        engine.close();
    }

    @Test
    void showsEveryKindOfObjectAndThatItIsGone() {
        var image = DockerImages.ensure("busybox");
        var before = DockerWorld.named(engine, name);
        assertThat(before.isEmpty()).isTrue();

        var labels = Map.of("dev.baton.test.world", name);
        var container = engine.createContainerCmd(image)
                .withName(name)
                .withLabels(labels)
                .exec();
        var network =
                engine.createNetworkCmd().withName(name).withLabels(labels).exec();
        engine.createVolumeCmd().withName(name).withLabels(labels).exec();

        var after = DockerWorld.named(engine, name);
        assertThat(after.objects())
                .containsExactly(
                        "container " + name + " " + container.getId().substring(0, 12),
                        "network " + name + " " + network.getId().substring(0, 12),
                        "volume " + name);
        assertThat(after.since(before)).isEqualTo(after);
        assertThat(DockerWorld.labelled(engine, "dev.baton.test.", name)).isEqualTo(after);
        assertThat(DockerWorld.labelled(engine, "dev.baton.test.", "another").isEmpty())
                .isTrue();
        assertThat(DockerWorld.of(engine).objects()).containsAll(after.objects());

        engine.removeContainerCmd(container.getId()).exec();
        engine.removeNetworkCmd(network.getId()).exec();
        engine.removeVolumeCmd(name).exec();

        assertThat(DockerWorld.named(engine, name)).isEqualTo(before);
    }
}
