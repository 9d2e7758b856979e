package dev.baton.deployer.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import dev.baton.events.AbortRequested;
import dev.baton.events.AdoptRequested;
import dev.baton.events.Adopted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.Envelope;
import dev.baton.events.GreenFailed;
import dev.baton.events.GreenStarted;
import dev.baton.events.ImagesResolved;
import dev.baton.events.InstanceExited;
import dev.baton.events.InstanceRetired;
import dev.baton.events.RequestRejected;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.support.DockerEngine;
import dev.baton.support.DockerImages;
import dev.baton.support.DockerWorld;
import dev.baton.support.FreePorts;
import dev.baton.support.SharedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole deployer, with containers on a real engine. */
class DockerDeployerIT {
    private static final String PREFIX = SharedKafka.uniquePrefix();

    @TempDir
    private static Path directory;

    private static DeployerProcess deployer;
    private static TestLog log;
    private static DockerClient engine;
    private static String image;

    @BeforeAll
    static void start() {
        engine = DockerEngine.connect();
        image = DockerImages.ensure("busybox");
        SharedKafka.createTopics(TestLog.PARTITIONS, TestLog.topics(PREFIX));
        deployer = DeployerProcess.start(directory, SharedKafka.bootstrapServers(), PREFIX);
        log = new TestLog(SharedKafka.bootstrapServers(), PREFIX);
    }

    @AfterAll
    static void stop() throws IOException {
        log.close();
        deployer.close();
        // What serves is never stopped by the deployer; the test that made it go live takes it along.
        containers("dev.baton.installation=" + directory)
                .forEach(container -> engine.removeContainerCmd(container.getId())
                        .withForce(true)
                        .exec());
        engine.listNetworksCmd()
                .withFilter("label", List.of("dev.baton.installation=" + directory))
                .exec()
                .forEach(network -> engine.removeNetworkCmd(network.getId()).exec());
        engine.close();
    }

    @Test
    void imagesAreOnRecordBeforeTheContainersAndGreenIsUp() {
        ApplicationName application = Cast.application("up");
        Envelope<DeployAccepted> accepted = deploy(application, "1.0", Cast.serving(application, image, _ -> {}));

        Envelope<GreenStarted> started = log.await(application, GreenStarted.class);
        ImagesResolved resolved = log.await(application, ImagesResolved.class).event();
        assertThat(resolved.images()).hasSize(1);
        assertThat(resolved.images().getFirst().reference()).isEqualTo(image);
        assertThat(resolved.images().getFirst().id())
                .isEqualTo(engine.inspectImageCmd(image).exec().getId());
        Container container = container(accepted);
        assertThat(container.getImageId())
                .isEqualTo(resolved.images().getFirst().id());
        assertThat(started.event().address().port())
                .isEqualTo(accepted.event().slotPorts().getFirst());
        retire(application, accepted);
    }

    @Test
    void loopingContainerFailsWithItsLastWordsAndLeavesNothing() {
        ApplicationName application = Cast.application("loop");
        ObjectNode descriptor = Cast.serving(application, image, _ -> {});
        replaceCommand(descriptor, "echo the password is $TOKEN; sleep 0.2; exit 5");

        Envelope<DeployAccepted> accepted = deploy(application, "1.0", descriptor);

        GreenFailed failed = log.await(application, GreenFailed.class).event();
        assertThat(failed.cause()).contains("the container web", "exit code 5", "run.restarts tolerates 1");
        assertThat(failed.exitCode()).contains(5);
        assertThat(failed.lastLogLines()).contains("the password is ***");
        gone(application, accepted);
        assertThat(deployer.log()).doesNotContain("token-hunter2");
    }

    @Test
    void failedMigrationFailsGreenWithItsExitCode() {
        ApplicationName application = Cast.application("migration");
        ObjectNode descriptor = Cast.serving(application, image, _ -> {});
        ArrayNode containers = (ArrayNode) descriptor.at("/run/containers");
        containers
                .insertObject(0)
                .put("name", "migration")
                .put("image", image)
                .put("once", true)
                .putArray("command")
                .add("sh")
                .add("-c")
                .add("echo relation blocks exists; exit 3");

        Envelope<DeployAccepted> accepted = deploy(application, "1.0", descriptor);

        GreenFailed failed = log.await(application, GreenFailed.class).event();
        assertThat(failed.cause()).contains("the container migration", "runs once", "exit code 3");
        assertThat(failed.exitCode()).contains(3);
        assertThat(failed.lastLogLines()).containsExactly("relation blocks exists");
        gone(application, accepted);
    }

    @Test
    void memoryThatIsUsedUpFailsGreenWithTheLimit() {
        ApplicationName application = Cast.application("memory");
        ObjectNode descriptor = Cast.serving(application, image, container -> container.put("memory", "16MiB"));
        replaceCommand(descriptor, "sleep 0.3; x=$(yes 1234567 | head -c 90000000); sleep 1; echo ${#x}");

        Envelope<DeployAccepted> accepted = deploy(application, "1.0", descriptor);

        GreenFailed failed = log.await(application, GreenFailed.class).event();
        assertThat(failed.cause()).contains("out of memory: its limit is 16MiB");
        assertThat(failed.exitCode()).contains(137);
        gone(application, accepted);
    }

    @Test
    void imageThatIsNotThereFailsGreenAndNothingWasMade() {
        ApplicationName never = Cast.application("never");
        ObjectNode descriptor = Cast.serving(
                never, image, container -> container.put("image", "no/such:1").put("pull", "never"));
        gone(never, deploy(never, "1.0", descriptor));
        assertThat(log.await(never, GreenFailed.class).event().cause()).contains("no/such:1", "pull: never");

        ApplicationName refused = Cast.application("refused");
        String reference = "127.0.0.1:" + FreePorts.next() + "/explorer:1";
        gone(
                refused,
                deploy(refused, "1.0", Cast.serving(refused, image, container -> container.put("image", reference))));
        assertThat(log.await(refused, GreenFailed.class).event().cause())
                .contains(reference, "cannot be pulled", "connection refused");
    }

    @Test
    void healthThatIsNeverGreenFailsGreen() {
        ApplicationName application = Cast.application("health");
        ObjectNode descriptor = Cast.serving(
                application,
                image,
                container -> container
                        .putObject("healthcheck")
                        .putArray("command")
                        .add("sh")
                        .add("-c")
                        .add("echo replaying still; exit 1"));
        ((ObjectNode) descriptor.at("/run")).put("startTimeout", "4s");

        Envelope<DeployAccepted> accepted = deploy(application, "1.0", descriptor);

        assertThat(log.await(application, GreenFailed.class).event().cause())
                .contains("not healthy within its startTimeout, 4 s", "replaying still");
        gone(application, accepted);
    }

    @Test
    void liveInstanceThatSomebodyRemovesIsMadeAnewAndReportedWhileAnotherDeploymentFails() {
        ApplicationName application = Cast.application("live");
        Envelope<DeployAccepted> one = deploy(application, "1.0", Cast.serving(application, image, _ -> {}));
        DeploymentId id = one.deployment().orElseThrow();
        log.await(application, GreenStarted.class);
        Cast.goesLive(log, application, id, Slot.A, Optional.empty(), 1);
        log.await(application, DeployCompleted.class);
        DockerWorld live = world(id);

        ObjectNode broken = Cast.serving(application, image, _ -> {});
        replaceCommand(broken, "exit 9");
        log.write(application, Optional.empty(), Cast.request("2.0", broken));
        Envelope<DeployAccepted> two =
                log.await(application, DeployAccepted.class, 2).getLast();
        gone(application, two);
        assertThat(world(id)).isEqualTo(live);

        engine.removeContainerCmd(container(one).getId()).withForce(true).exec();
        InstanceExited exited = log.await(application, InstanceExited.class, 2).stream()
                .filter(event -> event.deployment().equals(Optional.of(id)))
                .findFirst()
                .orElseThrow()
                .event();
        assertThat(exited.exits()).isEqualTo(1);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(container(one).getState()).isEqualTo("running"));
        assertThat(container(one).getLabels()).containsEntry("dev.baton.run", "2");
    }

    @Test
    void killedInTheMiddleItFinishesWithOneOfEverything() {
        ApplicationName application = Cast.application("killed");
        ObjectNode descriptor = Cast.serving(application, image, _ -> {});
        ArrayNode containers = (ArrayNode) descriptor.at("/run/containers");
        containers
                .insertObject(0)
                .put("name", "migration")
                .put("image", image)
                .put("once", true)
                .putArray("command")
                .add("sleep")
                .add("3");
        log.write(application, Optional.empty(), Cast.request("1.0", descriptor));
        Envelope<DeployAccepted> accepted = log.await(application, DeployAccepted.class);
        await().atMost(Duration.ofSeconds(20)).until(() -> !world(id(accepted)).isEmpty());

        deployer.kill();
        deployer.startAgain();

        log.await(application, GreenStarted.class);
        assertThat(containers("dev.baton.deployment=" + id(accepted))).hasSize(2);
        assertThat(log.events(application, InstanceExited.class)).isEmpty();
        retire(application, accepted);
    }

    @Test
    void containerThatSomebodyElseMadeIsAdoptedAndStoppedAtItsRetirement() {
        ApplicationName application = Cast.application("foreign");
        ObjectNode descriptor = Cast.serving(application, image, _ -> {});
        int port = FreePorts.next();
        String foreign = engine.createContainerCmd(image)
                .withName(application.value())
                .withCmd("sh", "-c", "mkdir /www; echo ok > /www/index.html; exec httpd -f -p 8080 -h /www")
                .withHostConfig(
                        HostConfig.newHostConfig().withPortBindings(PortBinding.parse("127.0.0.1:" + port + ":8080")))
                .withExposedPorts(ExposedPort.tcp(8080))
                .exec()
                .getId();
        try {
            assertThat(((RequestRejected) adopt(application, descriptor).event()).reasons())
                    .singleElement()
                    .asString()
                    .contains("does not run: start it first");
            engine.startContainerCmd(foreign).exec();
            Envelope<?> adopted = await("adopted once it is healthy")
                    .until(() -> adopt(application, descriptor), answer -> answer.event() instanceof Adopted);
            assertThat(((Adopted) adopted.event()).address()).isEqualTo(Address.loopback(port));
            assertThat(((Adopted) adopted.event()).container().orElseThrow().id())
                    .isEqualTo(foreign);

            Envelope<DeployAccepted> next = deploy(application, "2.0", descriptor);
            log.await(application, GreenStarted.class);
            Cast.goesLive(log, application, id(next), Slot.B, adopted.deployment(), 2);

            assertThat(log.await(application, InstanceRetired.class).event().reason())
                    .contains(application + " is stopped and stays");
            assertThat(engine.inspectContainerCmd(foreign).exec().getState().getRunning())
                    .isFalse();
            assertThat(log.events(application, InstanceExited.class)).isEmpty();
        } finally {
            engine.removeContainerCmd(foreign).withForce(true).exec();
        }
    }

    private static Envelope<?> adopt(ApplicationName application, ObjectNode descriptor) {
        return log.awaitAnswer(log.write(
                application,
                Optional.empty(),
                new AdoptRequested(
                        "1.0",
                        descriptor,
                        Optional.of(application.value()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "ann",
                        Optional.empty())));
    }

    private static void retire(ApplicationName application, Envelope<DeployAccepted> accepted) {
        log.write(application, accepted.deployment(), new AbortRequested("ann", Optional.empty()));
        gone(application, accepted);
    }

    /** Retired, and nothing of the deployment is in the engine. */
    private static void gone(ApplicationName application, Envelope<DeployAccepted> accepted) {
        await("the retirement of " + application)
                .atMost(Duration.ofSeconds(60))
                .until(() -> log.events(application, InstanceRetired.class).stream()
                        .anyMatch(event -> event.deployment().equals(accepted.deployment())));
        assertThat(world(id(accepted)).objects()).isEmpty();
    }

    private static DockerWorld world(DeploymentId deployment) {
        return DockerWorld.labelled(engine, "dev.baton.deployment", deployment.toString());
    }

    private static Container container(Envelope<DeployAccepted> accepted) {
        return containers("dev.baton.deployment=" + id(accepted)).stream()
                .findFirst()
                .orElseThrow();
    }

    private static List<Container> containers(String label) {
        return engine.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(label))
                .exec();
    }

    private static DeploymentId id(Envelope<DeployAccepted> accepted) {
        return accepted.deployment().orElseThrow();
    }

    private static Envelope<DeployAccepted> deploy(ApplicationName application, String version, ObjectNode descriptor) {
        log.write(application, Optional.empty(), Cast.request(version, descriptor));
        return log.await(application, DeployAccepted.class);
    }

    private static void replaceCommand(ObjectNode descriptor, String shell) {
        ((ObjectNode) descriptor.at("/run/containers/0"))
                .putArray("command")
                .add("sh")
                .add("-c")
                .add(shell);
    }
}
