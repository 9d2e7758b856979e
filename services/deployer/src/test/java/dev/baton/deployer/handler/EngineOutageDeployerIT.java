package dev.baton.deployer.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.DockerClient;
import dev.baton.events.DeployAccepted;
import dev.baton.events.Envelope;
import dev.baton.events.GreenFailed;
import dev.baton.events.GreenStarted;
import dev.baton.events.InstanceExited;
import dev.baton.events.InstanceRetired;
import dev.baton.model.ApplicationName;
import dev.baton.support.DockerImages;
import dev.baton.support.DockerWorld;
import dev.baton.support.OwnDockerEngine;
import dev.baton.support.SharedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine of the whole deployer goes away and comes back. */
class EngineOutageDeployerIT {
    private static final String PREFIX = SharedKafka.uniquePrefix();

    @TempDir
    private static Path directory;

    private static OwnDockerEngine own;
    private static DockerClient engine;
    private static DeployerProcess deployer;
    private static TestLog log;
    private static String image;

    @BeforeAll
    static void start() {
        image = DockerImages.ensure("busybox");
        own = OwnDockerEngine.start(directory.resolve("engine"));
        own.load(image);
        engine = own.connect();
        SharedKafka.createTopics(TestLog.PARTITIONS, TestLog.topics(PREFIX));
        deployer = DeployerProcess.start(
                directory,
                SharedKafka.bootstrapServers(),
                PREFIX,
                Map.of("BATON_DOCKER_HOST", own.host().toString()));
        log = new TestLog(SharedKafka.bootstrapServers(), PREFIX);
    }

    @AfterAll
    static void stop() throws IOException {
        log.close();
        deployer.close();
        engine.listContainersCmd()
                .withShowAll(true)
                .exec()
                .forEach(container -> engine.removeContainerCmd(container.getId())
                        .withForce(true)
                        .exec());
        engine.close();
        own.close();
    }

    @Test
    void engineThatIsDownAtTheStartFailsGreenAndItsSlotIsClearedOnceItIsBack() {
        ApplicationName application = Cast.application("down");
        own.down();
        try {
            ObjectNode descriptor = Cast.serving(application, image, _ -> {});
            ((ObjectNode) descriptor.at("/run")).put("startTimeout", "3s");
            log.write(application, Optional.empty(), Cast.request("1.0", descriptor));

            assertThat(log.await(application, GreenFailed.class).event().cause())
                    .contains("run.startTimeout, 3 s", "the Docker engine at", "does not answer");
            assertThat(log.events(application, InstanceRetired.class)).isEmpty();
        } finally {
            own.up();
        }
        log.await(application, InstanceRetired.class);
    }

    @Test
    void candidateSurvivesAnEngineThatIsRestarted() {
        ApplicationName application = Cast.application("restart");
        log.write(application, Optional.empty(), Cast.request("1.0", Cast.serving(application, image, _ -> {})));
        Envelope<DeployAccepted> accepted = log.await(application, DeployAccepted.class);
        log.await(application, GreenStarted.class);
        String id = accepted.deployment().orElseThrow().toString();
        DockerWorld world = DockerWorld.labelled(engine, "dev.baton.deployment", id);

        own.crash();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> deployer.log().contains("deployment " + id + " cannot be looked after"));
        own.up();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(engine.listContainersCmd()
                                .withLabelFilter(List.of("dev.baton.deployment=" + id))
                                .exec())
                        .hasSize(1));
        assertThat(DockerWorld.labelled(engine, "dev.baton.deployment", id)).isEqualTo(world);
        assertThat(log.events(application, InstanceExited.class)).isEmpty();
        assertThat(log.events(application, GreenFailed.class)).isEmpty();
    }
}
