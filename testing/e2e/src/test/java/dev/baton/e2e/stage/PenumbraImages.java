package dev.baton.e2e.stage;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.baton.support.Checkout;
import dev.baton.support.ChildProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Images of the Penumbra example's stand-ins, and the archives in which a team brings versions to its server. */
public final class PenumbraImages {

    private static final long LIMIT_MINUTES = 10;

    /** Another checkout's images are of another state. */
    private final String prefix =
            "baton-st-%08x".formatted(Checkout.root().toString().hashCode());

    private final Path folder;
    private final String shipped;

    private PenumbraImages(Path folder) {
        this.folder = folder;
        this.shipped = folder.getFileName() + "/penumbra-explorer";
    }

    /** Builds them, in seconds where nothing has changed; logs and archives are in the folder, whose name is unique. */
    public static PenumbraImages build(Path folder) {
        var images = new PenumbraImages(folder);
        var log = folder.resolve("images.log");
        var command = List.of(Checkout.root().resolve("examples/build-images").toString(), "--prefix", images.prefix);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("BATON_NO_BUILD", "yes");
        try {
            var build = ChildProcesses.start(builder);
            if (!build.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || build.exitValue() != 0) {
                build.destroyForcibly();
                throw new IllegalStateException("Cannot build the images: " + Files.readString(log));
            }
            return images;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The stand-in for the source. */
    public String source() {
        return prefix + "/penumbra-source:1";
    }

    /** What the explorer's image is called in its archives, without a tag; the engine has it only after a deployment. */
    public String shipped() {
        return shipped;
    }

    /** Where the archive of a version is. */
    public Path archive(String version) {
        return folder.resolve("penumbra-explorer-" + version + ".tar");
    }

    /** Saves a version's image as {@code docker save} does, and takes it from the engine under that name. */
    public void ship(DockerClient engine, String version) {
        engine.tagImageCmd(prefix + "/penumbra-explorer:" + version, shipped, version)
                .exec();
        try (var image = engine.saveImageCmd(shipped + ":" + version).exec()) {
            Files.copy(image, archive(version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            remove(engine, version);
        }
    }

    /** Takes what a version's archive is called from the engine, where it has it. */
    public void remove(DockerClient engine, String version) {
        try {
            engine.removeImageCmd(shipped + ":" + version).exec();
        } catch (NotFoundException _) {
            // It was never loaded.
        }
    }
}
