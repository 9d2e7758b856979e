package dev.baton.support;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Docker engine that a test may stop and kill, apart from the one that the tests share: own socket, images, bridge and
 * range of addresses. It has no images, see {@link #load(String)}. It ends with this JVM, however that ends. Linux and root
 * only.
 */
public final class OwnDockerEngine implements AutoCloseable {
    private final Path folder;
    private final URI host;

    private OwnDockerEngine(Path folder, URI host) {
        this.folder = folder;
        this.host = host;
    }

    /**
     * Starts an engine that keeps everything in the folder, and returns when it answers; that takes about a second.
     *
     * @throws IllegalStateException when this cannot be done here, saying why
     */
    public static OwnDockerEngine start(Path folder) {
        var address = run(folder, "start", Long.toString(ProcessHandle.current().pid()));
        return new OwnDockerEngine(folder, URI.create(address));
    }

    /** Its socket, the same for as long as it lives, for example {@code unix:///tmp/junit/run/docker.sock}. */
    public URI host() {
        return host;
    }

    /** A client of this engine; the caller closes it. */
    public DockerClient connect() {
        return DockerEngine.connect(host);
    }

    /** Copies an image from the engine that the tests share. */
    public void load(String image) {
        try (var from = DockerEngine.connect();
                var to = connect();
                var tar = from.saveImageCmd(image).exec()) {
            to.loadImageCmd(tar).exec();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + image + " to " + host, e);
        }
    }

    /** Stops the engine, and with it its containers, as a machine's shutdown does. */
    public void down() {
        run(folder, "down");
    }

    /**
     * Kills the engine's daemon. Containers run on until it is {@linkplain #up() up} again, which ends them; Docker 20.10
     * then starts none of them, not even those that their policy restarts.
     */
    public void crash() {
        run(folder, "crash");
    }

    /** Starts the engine again, with all that it had; returns when it answers. */
    public void up() {
        run(folder, "up");
    }

    /** Removes containers, networks and volumes, and stops the engine. */
    @Override
    public void close() {
        run(folder, "stop", Long.toString(ProcessHandle.current().pid()));
    }

    private static String run(Path folder, String... arguments) {
        var script = Checkout.root().resolve("testing/engine/engine.sh");
        var command = new ArrayList<String>();
        command.add(script.toString());
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(folder);
            var errors = folder.resolve("errors.log");
            var builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().put("BATON_ENGINE_FOLDER", folder.toRealPath().toString());
            var process = builder.start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes()).strip();
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException("engine.sh " + arguments[0] + ": " + Files.readString(errors));
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
