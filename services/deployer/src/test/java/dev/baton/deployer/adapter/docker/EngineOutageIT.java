package dev.baton.deployer.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import dev.baton.deployer.domain.ImageRequest;
import dev.baton.deployer.domain.ImageStore.Preparation;
import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.deployer.domain.InstanceHost.StartOutcome;
import dev.baton.deployer.domain.InstanceHost.StopOutcome;
import dev.baton.descriptor.Container.PullPolicy;
import dev.baton.support.DockerImages;
import dev.baton.support.DockerWorld;
import dev.baton.support.OwnDockerEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine of the test's own goes away and comes back, or has no room left. */
class EngineOutageIT {
    @TempDir
    private Path directory;

    private Path disk;
    private OwnDockerEngine own;
    private DockerClient client;
    private String image;
    private Trial trial;

    @BeforeEach
    void begin() throws IOException {
        image = DockerImages.ensure("busybox");
        disk = Files.createDirectory(directory.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString());
        own = OwnDockerEngine.start(disk);
        own.load(image);
        client = own.connect();
        trial = new Trial(own.host().toString(), client, directory.resolve("instances"), "outage");
    }

    @AfterEach
    void end() throws IOException {
        try {
            trial.close();
            client.close();
        } finally {
            own.close();
            run("umount", "-l", disk.toString());
        }
    }

    @Test
    void nothingIsKnownWithoutTheEngineAndAllIsFoundAgainAfterwards() {
        trial.serves(image).started();
        trial.awaitObserved(Observation.Running.class, _ -> true);
        DockerWorld world = trial.world();

        own.down();
        assertThat(trial.observe())
                .isInstanceOfSatisfying(
                        Observation.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains("does not answer", "DOCKER_HOST"));
        assertThat(trial.host().start(trial.launch(1))).isInstanceOf(StartOutcome.Unknown.class);
        assertThat(trial.host().stop(trial.deployment, Duration.ZERO)).isInstanceOf(StopOutcome.Unreachable.class);
        assertThat(trial.prepare(new ImageRequest("web", image, Optional.empty(), PullPolicy.NEVER)))
                .isInstanceOf(Preparation.Unknown.class);
        own.up();

        Observation.Running running = trial.awaitObserved(Observation.Running.class, _ -> true);
        assertThat(running.run()).isEqualTo(1);
        assertThat(trial.world()).isEqualTo(world);
        await().atMost(Trial.PATIENCE)
                .untilAsserted(() -> assertThat(trial.get()).isEqualTo(200));
    }

    @Test
    void whatEndedWithACrashedEngineIsNotToBlameAndIsStartedAgain() {
        trial.serves(image).started();
        trial.awaitObserved(Observation.Running.class, _ -> true);
        DockerWorld world = trial.world();

        own.crash();
        assertThat(trial.observe()).isInstanceOf(Observation.Unknown.class);
        own.up();

        await().atMost(Trial.PATIENCE).until(trial::observe, seen -> !(seen instanceof Observation.Unknown));
        assertThat(trial.observe()).isInstanceOfAny(Observation.Interrupted.class, Observation.Running.class);
        trial.started();
        assertThat(trial.world()).isEqualTo(world);
        assertThat(trial.awaitObserved(Observation.Running.class, _ -> true).run())
                .isEqualTo(1);
        await().atMost(Trial.PATIENCE)
                .untilAsserted(() -> assertThat(trial.get()).isEqualTo(200));
    }

    @Test
    void fullDiskIsAClearFailure() throws IOException {
        Path archive = directory.resolve("image.tar");
        try (InputStream saved = client.saveImageCmd(image).exec()) {
            Files.copy(saved, archive);
        }
        client.removeImageCmd(image).withForce(true).exec();
        fill(disk.resolve("filler"));

        Preparation failed = trial.prepare(new ImageRequest("web", image, Optional.of(archive), PullPolicy.MISSING));

        assertThat(failed)
                .isInstanceOfSatisfying(
                        Preparation.Failed.class,
                        failure -> assertThat(failure.reason()).contains("no space left on device"));
        Files.delete(disk.resolve("filler"));
        assertThat(trial.prepare(new ImageRequest("web", image, Optional.of(archive), PullPolicy.MISSING)))
                .isInstanceOf(Preparation.Resolved.class);
    }

    private static void fill(Path file) {
        try (var out = Files.newOutputStream(file)) {
            byte[] block = new byte[64 * 1024];
            while (true) {
                out.write(block);
            }
        } catch (IOException _) {
            // Full, as wanted.
        }
    }

    private static void run(String... command) throws IOException {
        try {
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                    .as(List.of(command).toString())
                    .isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
