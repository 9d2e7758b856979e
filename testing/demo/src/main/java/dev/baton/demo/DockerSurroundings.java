package dev.baton.demo;

import dev.baton.demo.stage.DemoFailure;
import dev.baton.demo.stage.DevChain;
import dev.baton.demo.stage.DockerObjects;
import dev.baton.demo.stage.Narrator;
import dev.baton.support.ChildProcesses;
import dev.baton.support.DockerImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A chain, a database for each deployment and instances, all in containers. */
final class DockerSurroundings implements Surroundings {

    private static final long BUILD_LIMIT_MINUTES = 10;

    private final Path root;
    private final Path folder;
    private final Narrator narrator;
    private final String images;
    private @Nullable DockerObjects objects;
    private @Nullable DevChain chain;
    private String postgresImage = "";
    private boolean closed;

    DockerSurroundings(Path root, Path folder, Narrator narrator) {
        this.root = root;
        this.folder = folder;
        this.narrator = narrator;
        // Another checkout's images are of another state.
        this.images = "baton-demo-%08x".formatted(root.toString().hashCode());
    }

    @Override
    public void prepare() {
        Prerequisites.check();
        objects = DockerObjects.of(folder);
        narrator.tell("Docker " + objects.version() + "; building the images of the indexer, its chain and Postgres");
        postgresImage = DockerImages.ensure("postgres");
        buildImages();
    }

    private void buildImages() {
        Path log = folder.resolve("images.log");
        var builder = new ProcessBuilder(root.resolve("examples/build-images").toString(), "--prefix", images)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("BATON_NO_BUILD", "yes");
        try {
            Process build = ChildProcesses.start(builder);
            if (!build.waitFor(BUILD_LIMIT_MINUTES, TimeUnit.MINUTES)) {
                build.destroyForcibly();
                throw new DemoFailure("Building the images takes too long, see " + log);
            }
            if (build.exitValue() != 0) {
                throw new DemoFailure("Cannot build the images: " + Files.readString(log));
            }
        } catch (IOException e) {
            throw new DemoFailure("Cannot build the images", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        }
    }

    @Override
    public void open(long blocks) {
        DevChain started = opened(objects).startChain(images + "/dev-chain:1", blocks);
        synchronized (this) {
            chain = started;
        }
        narrator.mention("a development chain in a container, " + blocks + " blocks high and growing");
    }

    @Override
    public synchronized DevChain chain() {
        return opened(chain);
    }

    @Override
    public String template() {
        return "evm-indexer.docker.yaml";
    }

    @Override
    public Map<String, String> values(int version) {
        return Map.of(
                "images",
                images,
                "postgres",
                postgresImage,
                "network",
                opened(objects).network(),
                "chain",
                DockerObjects.chainInside().toString(),
                "tip",
                chain().url().toString());
    }

    @Override
    public String databaseRole() {
        return "baton";
    }

    @Override
    public String databasePassword() {
        return Stage.PASSWORD;
    }

    @Override
    public Map<String, String> versions() {
        return Map.of("docker", opened(objects).version());
    }

    @Override
    public synchronized void close() {
        if (closed || objects == null) {
            return;
        }
        closed = true;
        objects.remove();
        objects.close();
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("The stage is not set");
        }
        return part;
    }
}
