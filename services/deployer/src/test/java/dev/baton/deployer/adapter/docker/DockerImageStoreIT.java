package dev.baton.deployer.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import dev.baton.deployer.domain.ImageRequest;
import dev.baton.deployer.domain.ImageStore.Preparation;
import dev.baton.descriptor.Container.PullPolicy;
import dev.baton.model.ResolvedImage;
import dev.baton.support.DockerEngine;
import dev.baton.support.DockerImages;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerImageStoreIT {
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
        trial = new Trial(DockerEngine.host().toString(), engine, directory, "images");
    }

    @AfterEach
    void nothingIsLeft() {
        trial.close();
    }

    @Test
    void imageThatTheEngineHasIsWhatItIs() {
        String id = engine.inspectImageCmd(image).exec().getId();

        assertThat(trial.prepare(request(image, PullPolicy.MISSING)))
                .isEqualTo(new Preparation.Resolved(List.of(new ResolvedImage("web", image, id, Optional.empty()))));
        assertThat(trial.prepare(request(image, PullPolicy.NEVER))).isInstanceOf(Preparation.Resolved.class);
    }

    @Test
    void registryThatDoesNotAnswerIsAClearFailure() {
        String reference = "127.0.0.1:" + FreePorts.next() + "/explorer:1";

        assertThat(failure(request(reference, PullPolicy.MISSING)))
                .contains(reference, "connection refused", "config.json", "archive");
        assertThat(failure(request("no/such:1", PullPolicy.NEVER))).contains("no/such:1", "pull: never");
    }

    @Test
    void pullThatBreaksOffIsAClearFailure() throws IOException {
        try (BrokenRegistry registry = new BrokenRegistry()) {
            String reason = failure(request(registry.reference(), PullPolicy.ALWAYS));
            assertThat(reason).contains(registry.reference(), "cannot be pulled");
            assertThat(registry.attempts()).as(reason).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void archiveIsLoadedWhereItHoldsWhatTheDescriptorNames() throws IOException {
        String tag = "a" + UUID.randomUUID().toString().substring(0, 8);
        String name = "baton-it/archived:" + tag;
        engine.tagImageCmd(image, "baton-it/archived", tag).exec();
        Path archive = directory.resolve("image.tar");
        try (InputStream saved = engine.saveImageCmd(name).exec()) {
            Files.copy(saved, archive);
        }
        engine.removeImageCmd(name).exec();
        try {
            assertThat(trial.prepare(archived(name, archive))).isInstanceOf(Preparation.Resolved.class);
            assertThat(failure(archived("baton-it/other:1", archive)))
                    .contains("does not hold baton-it/other:1", "Loaded image: " + name);
        } finally {
            engine.removeImageCmd(name).exec();
        }
    }

    @Test
    void archiveThatIsMissingOrDamagedIsAClearFailure() throws IOException {
        Path missing = directory.resolve("missing.tar");
        assertThat(failure(archived("baton-it/other:1", missing))).contains(missing.toString(), "does not exist");

        Path damaged = directory.resolve("damaged.tar");
        Files.writeString(damaged, "no archive at all".repeat(1000));
        assertThat(failure(archived("baton-it/other:1", damaged))).contains(damaged.toString(), "docker save");

        Path cut = directory.resolve("cut.tar");
        try (InputStream saved = engine.saveImageCmd(image).exec()) {
            Files.write(cut, saved.readNBytes(300_000));
        }
        assertThat(failure(archived("baton-it/other:1", cut))).contains(cut.toString());
    }

    private String failure(ImageRequest request) {
        Preparation seen = trial.prepare(request);
        assertThat(seen).isInstanceOf(Preparation.Failed.class);
        return ((Preparation.Failed) seen).reason();
    }

    private static ImageRequest request(String reference, PullPolicy pull) {
        return new ImageRequest("web", reference, Optional.empty(), pull);
    }

    private static ImageRequest archived(String reference, Path archive) {
        return new ImageRequest("web", reference, Optional.of(archive), PullPolicy.MISSING);
    }
}
