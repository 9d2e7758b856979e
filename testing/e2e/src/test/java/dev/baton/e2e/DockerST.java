package dev.baton.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.DockerClient;
import dev.baton.e2e.stage.ContainerPuppet;
import dev.baton.e2e.stage.RunningBaton;
import dev.baton.e2e.stage.ScriptedServer;
import dev.baton.e2e.stage.ScriptedServer.Reply;
import dev.baton.e2e.stage.SharedBaton;
import dev.baton.e2e.stage.Users;
import dev.baton.events.DeployFailed;
import dev.baton.events.GreenFailed;
import dev.baton.events.ImagesResolved;
import dev.baton.events.InstanceRetired;
import dev.baton.events.SwitchConfirmed;
import dev.baton.load.LoadReport;
import dev.baton.model.DeploymentId;
import dev.baton.support.DockerEngine;
import dev.baton.support.DockerImages;
import dev.baton.support.DockerWorld;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Containers on a real engine, deployed by a whole Baton. */
@ExtendWith(SharedBaton.class)
class DockerST {

    private static RunningBaton baton;
    private static ScriptedServer server;
    private static String image;

    private DockerClient engine;

    @BeforeAll
    static void stage(RunningBaton sharedBaton, ScriptedServer sharedServer) {
        baton = sharedBaton;
        server = sharedServer;
        image = DockerImages.ensure("nginx");
        server.answer("/docker/tip", Reply.height(ContainerPuppet.HEIGHT));
    }

    @BeforeEach
    void connect() {
        engine = DockerEngine.connect();
    }

    @AfterEach
    void disconnect() throws IOException {
        engine.close();
    }

    @Test
    void twoApplicationsAreDeployedAtOnceAndIndependently() {
        var one = puppet("docker-one");
        var other = puppet("docker-other");

        var first = baton.deploy(one.descriptor(), "1");
        var second = baton.deploy(other.descriptor(), "7");

        baton.events().await(first, SwitchConfirmed.class);
        baton.events().await(second, SwitchConfirmed.class);
        assertThat(baton.get(one.address()).body()).contains("\"version\":\"1\"");
        assertThat(baton.get(other.address()).body()).contains("\"version\":\"7\"");
        assertThat(baton.events().await(first, ImagesResolved.class).event().images())
                .singleElement()
                .satisfies(resolved -> {
                    assertThat(resolved.reference()).isEqualTo(image);
                    assertThat(resolved.id())
                            .isEqualTo(engine.inspectImageCmd(image).exec().getId());
                });
        assertThat(objects(first).objects()).hasSize(2).anyMatch(object -> object.startsWith("network"));
    }

    /** One after the other beside a version that serves: each says why, leaves nothing, and costs no request. */
    @Test
    void whateverGoesWrongWithGreenUsersOfBlueNoticeNothing() throws InterruptedException {
        var puppet = puppet("docker-bad");
        var live = baton.deploy(puppet.descriptor(), "1");
        baton.events().await(live, SwitchConfirmed.class);
        var liveObjects = objects(live);

        LoadReport report;
        DeploymentId good;
        try (var users = Users.of(puppet.listen())) {
            assertThat(failure(puppet.running("echo the licence has expired; exit 7"), "2"))
                    .satisfies(failed -> {
                        assertThat(failed.exitCode()).contains(7);
                        assertThat(failed.lastLogLines()).contains("the licence has expired");
                    });
            assertThat(failure(withImage(puppet, "no-such-image:" + UUID.randomUUID()), "3")
                            .cause())
                    .contains("no-such-image");
            assertThat(failure(neverHealthy(puppet), "4").cause()).contains("healthy");
            assertThat(failure(withMigration(puppet, "echo no such column; exit 3"), "5"))
                    .satisfies(failed -> {
                        assertThat(failed.exitCode()).contains(3);
                        assertThat(failed.cause()).contains("migrate");
                        assertThat(failed.lastLogLines()).contains("no such column");
                    });
            assertThat(objects(live)).isEqualTo(liveObjects);
            good = baton.deploy(withMigration(puppet, "echo migrated"), "6");
            baton.events().await(good, SwitchConfirmed.class);
            report = users.stop();
        }

        assertThat(report.flawless()).as(report.losses().toString()).isTrue();
        assertThat(report.requests()).isGreaterThan(100);
        assertThat(baton.get(puppet.address()).body()).contains("\"version\":\"6\"");
        assertThat(objects(live)).as("the way back").isEqualTo(liveObjects);
    }

    private static ContainerPuppet puppet(String name) {
        return new ContainerPuppet(name, image, server.address("/docker/tip"));
    }

    private DockerWorld objects(DeploymentId deployment) {
        return DockerWorld.labelled(engine, "dev.baton.deployment", deployment.toString());
    }

    /** Deploys what cannot work, and returns what was said of it once nothing is left. */
    private GreenFailed failure(ObjectNode descriptor, String version) {
        var id = baton.deploy(descriptor, version);
        var failed = baton.events().await(id, GreenFailed.class).event();
        baton.events().await(id, InstanceRetired.class);
        baton.events().await(id, DeployFailed.class);
        assertThat(objects(id).objects()).isEmpty();
        return failed;
    }

    private static ObjectNode withImage(ContainerPuppet puppet, String reference) {
        var descriptor = puppet.descriptor();
        ((ObjectNode) descriptor.at("/run/containers/0")).put("image", reference);
        return descriptor;
    }

    private static ObjectNode neverHealthy(ContainerPuppet puppet) {
        var descriptor = puppet.running("sleep 300");
        ((ObjectNode) descriptor.get("run")).put("startTimeout", "3s");
        return descriptor;
    }

    private static ObjectNode withMigration(ContainerPuppet puppet, String script) {
        var descriptor = puppet.descriptor();
        var containers = ((ObjectNode) descriptor.get("run")).withArray("containers");
        var migration = containers.insertObject(0).put("name", "migrate").put("image", image);
        migration.put("pull", "never").put("once", true);
        migration.putArray("entrypoint").add("sh").add("-c");
        migration.putArray("command").add(script);
        return descriptor;
    }
}
