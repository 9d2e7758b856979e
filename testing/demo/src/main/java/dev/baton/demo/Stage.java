package dev.baton.demo;

import dev.baton.demo.stage.BatonFiles;
import dev.baton.demo.stage.DemoFailure;
import dev.baton.demo.stage.Guard;
import dev.baton.demo.stage.Launcher;
import dev.baton.demo.stage.Leftovers;
import dev.baton.demo.stage.Narrator;
import dev.baton.support.Folders;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Everything that runs during the demo, from its start to its clean end. */
final class Stage implements AutoCloseable {

    private static final Duration UP_LIMIT = Duration.ofSeconds(120);
    private static final Duration DOWN_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_GRACE = Duration.ofSeconds(3);
    /** Of the role that owns the indexer's databases. */
    static final String PASSWORD = "only-for-the-demo";

    private final Path folder;
    private final Path baton;
    private final Narrator narrator;
    private final Leftovers leftovers;
    private final Launcher launcher;
    private final Guard guard;
    private final int portsFrom = FreePorts.next();
    private final Surroundings surroundings;
    private boolean closed;

    private Stage(Path root, Path folder, boolean docker, Narrator narrator, Guard guard) {
        this.guard = guard;
        this.folder = folder;
        this.baton = folder.resolve("baton");
        this.narrator = narrator;
        this.surroundings = docker
                ? new DockerSurroundings(root, folder, narrator)
                : new ProcessSurroundings(root, folder, Map.of(Leftovers.MARK, folder.toString()), narrator);
        this.leftovers = new Leftovers(folder);
        this.launcher = new Launcher(root, baton, environment(folder), folder);
    }

    private static Map<String, String> environment(Path folder) {
        return Map.of(
                Leftovers.MARK,
                folder.toString(),
                // The commands are to run what this demo was built with, by the same Java.
                "BATON_NO_BUILD",
                "yes",
                "JAVA_HOME",
                System.getProperty("java.home"));
    }

    /** An empty stage in a fresh folder below {@code parent}; whatever comes onto it leaves it, even if we are killed. */
    static Stage in(Path root, Path parent, boolean docker, Narrator narrator) throws IOException {
        Files.createDirectories(parent);
        Path folder = Files.createTempDirectory(parent, "baton-demo-").toRealPath();
        return new Stage(root, folder, docker, narrator, Guard.watch(folder));
    }

    /**
     * Starts the indexer's surroundings and Baton, at once.
     *
     * @return how long {@code baton up} took, in ms
     */
    long set(long blocks) throws IOException {
        Files.createDirectories(baton.resolve("secrets"));
        Path secret = baton.resolve("secrets").resolve(IndexerDescriptor.SECRET);
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, PASSWORD);
        CompletableFuture<Void> around = CompletableFuture.runAsync(() -> open(blocks));
        try {
            return up();
        } finally {
            // Also when Baton did not come up: what starts only after the stage was closed would be left on it.
            settle(around);
        }
    }

    private void open(long blocks) {
        try {
            surroundings.open(blocks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void settle(CompletableFuture<Void> around) {
        try {
            around.join();
        } catch (CompletionException e) {
            var cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new DemoFailure(String.valueOf(cause.getMessage()), cause);
        }
    }

    /** Runs {@code baton up} and returns how long it took, in ms. */
    long up() {
        long start = System.nanoTime();
        launcher.run(UP_LIMIT, "up", "--ports-from", Integer.toString(portsFrom));
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    Launcher launcher() {
        return launcher;
    }

    BatonFiles files() {
        return new BatonFiles(baton);
    }

    Path folder() {
        return folder;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** Ends everything, politely where possible, and says so if something could not be ended. Repeatable. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        // A command that still runs, such as up, would hold back down.
        launcher.cancel();
        try {
            Launcher.Result down = launcher.tryRun(DOWN_LIMIT, "down");
            if (down.exitCode() != 0) {
                narrator.tell("baton down ended with exit code " + down.exitCode() + ": "
                        + down.errors().strip());
            }
        } catch (RuntimeException e) {
            narrator.tell("baton down: " + e.getMessage());
        }
        surroundings.close();
        List<ProcessHandle> found = leftovers.find();
        if (!found.isEmpty()) {
            narrator.tell("left running after baton down, ended now: "
                    + found.stream().map(Stage::name).toList());
        }
        List<ProcessHandle> immortal = leftovers.end(END_GRACE);
        if (!immortal.isEmpty()) {
            narrator.tell(narrator.paint().bad("cannot be ended: " + immortal));
        }
        guard.dismiss();
    }

    private static String name(ProcessHandle process) {
        return process.pid() + " " + process.info().command().orElse("?");
    }

    /** Removes the folder with all that was written. Only after {@link #close()}. */
    void clear() {
        Folders.delete(folder);
    }
}
