package dev.baton.deployer.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.deployer.domain.InstanceHost.StartOutcome;
import dev.baton.deployer.domain.InstanceHost.StopOutcome;
import dev.baton.support.DockerEngine;
import dev.baton.support.DockerImages;
import dev.baton.support.DockerWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerInstanceHostIT {
    private static DockerClient engine;
    private static String image;

    @TempDir
    private Path directory;

    private Trial trial;

    @BeforeAll
    static void connect() {
        engine = DockerEngine.connect();
        image = DockerImages.ensure("busybox");
    }

    @AfterAll
    static void disconnect() throws IOException {
        engine.close();
    }

    @BeforeEach
    void begin() {
        trial = new Trial(
                DockerEngine.host().toString(),
                engine,
                directory,
                "it-" + UUID.randomUUID().toString().substring(0, 8));
    }

    @AfterEach
    void nothingIsLeft() {
        trial.close();
    }

    @Test
    void runsContainersInTheirOrderAndPublishesTheServingOne() {
        trial.runs("migration", image, "sleep 1; echo migrated > /data/done", json -> {
                    json.put("once", true);
                    json.putArray("volumes").addObject().put("name", "data").put("path", "/data");
                })
                .runs("indexer", image, "cat /data/done && sleep 300", json -> {
                    json.putArray("volumes").addObject().put("name", "data").put("path", "/data");
                    json.putObject("healthcheck")
                            .put("interval", "1s")
                            .putArray("command")
                            .add("true");
                })
                .serves(image);

        assertThat(trial.observe()).isEqualTo(new Observation.Absent());
        trial.started();

        Observation.Running running = trial.awaitObserved(
                Observation.Running.class, seen -> seen.waitsFor().isEmpty());
        assertThat(running.run()).isEqualTo(1);
        assertThat(running.since()).isBetween(Instant.now().minusSeconds(30), Instant.now());
        await().untilAsserted(() -> assertThat(trial.get()).isEqualTo(200));
        assertThat(started("migration")).isBefore(started("indexer"));
        assertThat(started("indexer")).isBefore(started("web"));
        assertThat(trial.inspect("migration").getState().getExitCodeLong()).isZero();
    }

    @Test
    void everyObjectTellsWhoseItIs() {
        trial.runs("web", image, Trial.SERVE, json -> {
                    json.put("port", 8080);
                    json.putArray("volumes").addObject().put("name", "data").put("path", "/data");
                })
                .started();

        Map<String, String> labels = trial.inspect("web").getConfig().getLabels();
        assertThat(labels)
                .containsEntry(Labels.APPLICATION, trial.application.value())
                .containsEntry(Labels.DEPLOYMENT, trial.deployment.toString())
                .containsEntry(Labels.VERSION, "1.0")
                .containsEntry(Labels.CONTAINER, "web")
                .containsEntry(Labels.RUN, "1")
                .containsEntry(Labels.INSTALLATION, directory.toString());
        DockerWorld labelled = DockerWorld.labelled(engine, Labels.DEPLOYMENT, trial.deployment.toString());
        assertThat(labelled).isEqualTo(trial.world());
        assertThat(labelled.objects()).hasSize(3);
        assertThat(trial.host().deployments()).containsExactly(trial.deployment);
    }

    @Test
    void appliesLimitsPoliciesAndTheUser() {
        trial.runs("web", image, Trial.SERVE, json -> {
                    json.put("port", 8080)
                            .put("cpus", 0.5)
                            .put("memory", "64MiB")
                            .put("user", "1000:1000");
                    json.put("restart", "on-failure").put("stopSignal", "SIGINT");
                })
                .started();

        InspectContainerResponse web = trial.inspect("web");
        assertThat(web.getHostConfig().getNanoCPUs()).isEqualTo(500_000_000L);
        assertThat(web.getHostConfig().getMemory()).isEqualTo(64L << 20);
        assertThat(web.getHostConfig().getMemorySwap()).isEqualTo(64L << 20);
        assertThat(web.getHostConfig().getPrivileged()).isFalse();
        assertThat(web.getHostConfig().getRestartPolicy().getName()).isEqualTo("on-failure");
        assertThat(web.getHostConfig().getLogConfig().getConfig()).containsKey("max-size");
        assertThat(web.getHostConfig().getPortBindings().getBindings().values())
                .allSatisfy(bindings -> assertThat(bindings[0].getHostIp()).isEqualTo(trial.published.host()));
        assertThat(web.getConfig().getUser()).isEqualTo("1000:1000");
        await().untilAsserted(() -> assertThat(trial.get()).isEqualTo(200));
    }

    @Test
    void secretsArriveAsVariablesAndAsFilesOfTheContainersUserOnly() {
        trial.environment(Map.of("TOKEN", "hunter2"))
                .secretFiles(Map.of("/run/secrets/token", "hunter2-file", "/etc/key", "k"))
                .runs(
                        "web",
                        image,
                        "ls -ln /run/secrets/token /etc/key; cat /run/secrets/token; echo \" $TOKEN\"; " + Trial.SERVE,
                        json -> {
                            json.put("port", 8080).put("user", "1234");
                            json.putObject("secretFiles")
                                    .putObject("/run/secrets/token")
                                    .put("secret", "TOKEN");
                        })
                .started();

        await().untilAsserted(() -> assertThat(trial.lastLogLines())
                .anySatisfy(line -> assertThat(line).startsWith("-r--------").contains("1234"))
                .contains("***-file ***"));
        InspectContainerResponse web = trial.inspect("web");
        assertThat(web.getConfig().getLabels().toString()).doesNotContain("hunter2");
        assertThat(List.of(web.getConfig().getCmd())).noneMatch(text -> text.contains("hunter2"));
    }

    @Test
    void startingAgainAfterTheDeployersDeathGivesTheSameContainers() {
        trial.runs("first", image, "sleep 300", _ -> {}).serves(image);
        for (int step = 0; step < 3; step++) {
            trial.host().start(trial.launch(1));
            trial.anotherDeployer();
        }
        DockerWorld world = trial.world();

        assertThat(trial.start(1)).isEqualTo(new StartOutcome.Running(true));

        assertThat(trial.world()).isEqualTo(world);
        assertThat(trial.observe()).isInstanceOf(Observation.Running.class);
    }

    @Test
    void containerThatWasMadeAndNotStartedBeforeTheDeployersDeathIsMadeAnew() {
        trial.serves(image).started();
        engine.stopContainerCmd(trial.name("web")).withTimeout(0).exec();
        engine.removeContainerCmd(trial.name("web")).exec();
        engine.createContainerCmd(image)
                .withName(trial.name("web"))
                .withLabels(Map.of(
                        Labels.DEPLOYMENT, trial.deployment.toString(), Labels.CONTAINER, "web", Labels.PLACE, "1/1"))
                .exec();

        assertThat(trial.observe()).isInstanceOf(Observation.Incomplete.class);
        trial.started();

        await().untilAsserted(() -> assertThat(trial.get()).isEqualTo(200));
    }

    @Test
    void whatTheEngineRestartsIsCountedWithItsExitCode() {
        trial.runs("web", image, "echo going down; sleep 0.2; exit 3", json -> json.put("port", 8080));
        trial.start(1);

        Observation.Running third = trial.awaitObserved(Observation.Running.class, seen -> seen.run() >= 3);

        assertThat(third.lastExit().orElseThrow().code()).isEqualTo(OptionalInt.of(3));
        assertThat(third.lastExit().orElseThrow().container()).contains("web");
        assertThat(trial.lastLogLines()).contains("going down");
    }

    @Test
    void whatTheEngineDoesNotRestartHasExitedAndIsMadeAnewInTheNextRun() {
        trial.runs(
                "web",
                image,
                "echo run; test -f /data/again && { " + Trial.SERVE + "; }; touch /data/again; exit 7",
                json -> {
                    json.put("port", 8080).put("restart", "no");
                    json.putArray("volumes").addObject().put("name", "data").put("path", "/data");
                });
        trial.start(1);

        Observation.Exited exited = trial.awaitObserved(Observation.Exited.class, _ -> true);
        assertThat(exited.run()).isEqualTo(1);
        assertThat(exited.exit().code()).isEqualTo(OptionalInt.of(7));

        assertThat(trial.start(2)).isInstanceOf(StartOutcome.Running.class);
        await().untilAsserted(() -> assertThat(trial.get()).isEqualTo(200));
        assertThat(trial.observe())
                .isInstanceOfSatisfying(
                        Observation.Running.class,
                        running -> assertThat(running.run()).isEqualTo(2));
    }

    @Test
    void failedMigrationIsHopelessAndNothingAfterItIsStarted() {
        trial.runs("migration", image, "echo no such table; exit 3", json -> json.put("once", true))
                .serves(image);
        trial.host().start(trial.launch(1));

        Observation.Exited exited = trial.awaitObserved(Observation.Exited.class, _ -> true);

        assertThat(exited.exit().hopeless()).isTrue();
        assertThat(exited.exit().code()).isEqualTo(OptionalInt.of(3));
        assertThat(exited.exit().who()).isEqualTo("the container migration");
        assertThat(trial.lastLogLines()).containsExactly("no such table");
        assertThat(trial.world().objects()).noneMatch(object -> object.contains(trial.name("web")));
    }

    @Test
    void migrationThatHasSucceededIsNeverRunAgain() {
        trial.runs("migration", image, "true", json -> json.put("once", true))
                .serves(image)
                .started();
        trial.awaitObserved(Observation.Running.class, _ -> true);

        engine.removeContainerCmd(trial.name("migration")).exec();
        assertThat(trial.anotherDeployer().observe()).isInstanceOf(Observation.Running.class);
        engine.removeContainerCmd(trial.name("web")).withForce(true).exec();
        assertThat(trial.observe()).isInstanceOf(Observation.Exited.class);
        trial.start(2);

        assertThat(trial.world().objects()).noneMatch(object -> object.contains("migration"));
        await().untilAsserted(() -> assertThat(trial.get()).isEqualTo(200));
    }

    @Test
    void memoryThatIsUsedUpIsNamedWithItsLimit() {
        trial.runs(
                "web",
                image,
                "sleep 0.3; x=$(yes 1234567 | head -c 90000000); sleep 1; echo ${#x}",
                json -> json.put("port", 8080).put("restart", "no").put("memory", "16MiB"));
        trial.start(1);

        Observation.Exited exited = trial.awaitObserved(Observation.Exited.class, _ -> true);

        assertThat(exited.exit().how()).contains("137", "out of memory", "16MiB");
    }

    @Test
    void containerThatSomebodyRemovedHasEndedByHand() {
        trial.serves(image).started();
        trial.awaitObserved(Observation.Running.class, _ -> true);
        engine.removeContainerCmd(trial.name("web")).withForce(true).exec();

        assertThat(trial.anotherDeployer().observe()).isInstanceOfSatisfying(Observation.Exited.class, exited -> {
            assertThat(exited.run()).isEqualTo(1);
            assertThat(exited.exit().how()).contains("removed by hand");
        });
        trial.start(2);
        assertThat(trial.observe())
                .isInstanceOfSatisfying(
                        Observation.Running.class,
                        running -> assertThat(running.run()).isEqualTo(2));
    }

    @Test
    void whatIsStoppedOnPurposeIsNotToBlameAndComesBack() throws IOException {
        trial.serves(image).started();
        trial.awaitObserved(Observation.Running.class, _ -> true);
        Path stopped = directory.resolve(trial.deployment.toString()).resolve("stopped");
        Files.createFile(stopped);
        engine.stopContainerCmd(trial.name("web")).withTimeout(0).exec();
        DockerWorld world = trial.world();

        assertThat(trial.observe()).isEqualTo(new Observation.Interrupted());
        trial.started();

        assertThat(stopped).doesNotExist();
        assertThat(trial.world()).isEqualTo(world);
        assertThat(trial.observe()).isInstanceOf(Observation.Running.class);
    }

    @Test
    void strangersNameIsAClearFailureAndTheStrangerStays() {
        String id = engine.createContainerCmd(image)
                .withName(trial.name("web"))
                .exec()
                .getId();
        try {
            assertThat(trial.serves(image).start(1))
                    .isInstanceOfSatisfying(
                            StartOutcome.NotStarted.class,
                            failure -> assertThat(failure.reason())
                                    .contains(trial.name("web"), "is not of deployment", "docker rm -f"));
            assertThat(trial.host().stop(trial.deployment, Duration.ZERO)).isEqualTo(new StopOutcome.Stopped());
            assertThat(engine.inspectContainerCmd(id).exec().getId()).isEqualTo(id);
        } finally {
            engine.removeContainerCmd(id).withForce(true).exec();
        }
    }

    @Test
    void portInUseIsAClearFailure() throws IOException {
        try (ServerSocket _ = new ServerSocket(trial.published.port(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(trial.serves(image).start(1))
                    .isInstanceOfSatisfying(
                            StartOutcome.NotStarted.class,
                            failure -> assertThat(failure.reason())
                                    .contains(trial.published.toString(), "in use", "route.slots"));
        }
    }

    @Test
    void programThatIsNotInTheImageIsAClearFailure() {
        trial.runs("web", image, "", json -> {
            json.put("port", 8080);
            json.putArray("entrypoint").add("/no/such/program");
        });
        assertThat(trial.start(1))
                .isInstanceOfSatisfying(
                        StartOutcome.NotStarted.class,
                        failure -> assertThat(failure.reason()).contains("/no/such/program"));
    }

    @Test
    void networkThatDoesNotExistIsAClearFailure() {
        assertThat(trial.serves(image).networks("no-such-network-4711").start(1))
                .isInstanceOfSatisfying(
                        StartOutcome.NotStarted.class,
                        failure -> assertThat(failure.reason())
                                .contains("no-such-network-4711", "docker network create", "run.networks"));
    }

    @Test
    void healthThatIsNeverGreenEndsTheWaitWithItsLastWords() {
        trial.startTimeout(Duration.ofSeconds(3))
                .runs(
                        "indexer",
                        image,
                        "sleep 300",
                        json -> json.putObject("healthcheck")
                                .put("interval", "1s")
                                .putArray("command")
                                .add("sh")
                                .add("-c")
                                .add("echo still replaying; exit 1"))
                .serves(image);

        assertThat(trial.start(1))
                .isInstanceOfSatisfying(
                        StartOutcome.NotStarted.class,
                        failure -> assertThat(failure.reason())
                                .contains("the container indexer is not healthy", "still replaying", "3 s"));
    }

    @Test
    void joinsSharedNetworksAndLeavesThemAsTheyWere() {
        String shared = "it-shared-" + trial.deployment;
        String id = engine.createNetworkCmd().withName(shared).exec().getId();
        try {
            trial.serves(image).networks(shared).started();
            assertThat(engine.inspectNetworkCmd().withNetworkId(id).exec().getContainers())
                    .hasSize(1);
            assertThat(trial.host().stop(trial.deployment, Duration.ofSeconds(1)))
                    .isEqualTo(new StopOutcome.Stopped());
            assertThat(engine.inspectNetworkCmd().withNetworkId(id).exec().getContainers())
                    .isEmpty();
        } finally {
            engine.removeNetworkCmd(id).exec();
        }
    }

    @Test
    void tellsWhetherALineWasPrintedByTheRunThatIsOn() {
        Pattern done = Pattern.compile("^catchup (completed)$");
        trial.runs("web", image, "sleep 1; echo catchup completed; sleep 300", json -> json.put("port", 8080))
                .started();

        assertThat(trial.hasPrinted(Pattern.compile("never printed"))).isFalse();
        await().untilAsserted(() -> assertThat(trial.hasPrinted(done)).isTrue());
        trial.stop();
        assertThat(trial.hasPrinted(done)).isFalse();
    }

    @Test
    void lastWordsOutliveTheContainers() {
        trial.runs("web", image, "echo password hunter2; sleep 300", json -> json.put("port", 8080))
                .started();
        await().until(() -> !trial.lastLogLines().isEmpty());

        trial.stop();

        assertThat(trial.lastLogLines()).containsExactly("password ***");
    }

    private Instant started(String container) {
        return Instant.parse(
                Optional.ofNullable(trial.inspect(container).getState().getStartedAt())
                        .orElseThrow());
    }
}
