package dev.baton.demo.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The processes that belong to one run of the demo, whoever started them and however detached they are. All are started
 * with the run's mark in their environment and hand it on; NGINX and PostgreSQL write their titles over it, and are known
 * by their open files or their program. A person who only looks into the run's folder is left alone.
 */
public final class Leftovers {

    /** The variable that marks the processes of a run; its value is the run's folder. */
    public static final String MARK = "BATON_DEMO";

    private static final Path PROC = Path.of("/proc");

    private final Path folder;

    /** Of the run in this folder, a real path that no other run ever had. Needs {@code /proc}, that is Linux. */
    public Leftovers(Path folder) {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            throw new DemoFailure(
                    "The demo runs on Linux: it looks its processes up in /proc, so as to leave none behind");
        }
        this.folder = folder;
    }

    /** The processes that run now, without the caller itself. */
    public List<ProcessHandle> find() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(ProcessHandle::isAlive)
                .filter(this::belongs)
                .toList();
    }

    /**
     * Ends all of them: asks, waits, kills; again until none is found, because one may have started another meanwhile.
     *
     * @param grace how long they may take to end by themselves
     * @return those that could not be ended
     */
    public List<ProcessHandle> end(Duration grace) {
        List<ProcessHandle> found = find();
        found.forEach(ProcessHandle::destroy);
        await(found, grace);
        for (int attempt = 0; attempt < 10 && !(found = find()).isEmpty(); attempt++) {
            found.forEach(ProcessHandle::destroyForcibly);
            await(found, Duration.ofSeconds(1));
        }
        return found;
    }

    private static void await(List<ProcessHandle> processes, Duration atMost) {
        var ends = processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            // Those that are left are killed next.
        } catch (ExecutionException e) {
            throw new IllegalStateException("Waiting for a process cannot fail", e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean belongs(ProcessHandle process) {
        Path entry = PROC.resolve(Long.toString(process.pid()));
        if (marked(entry.resolve("environ"))) {
            return true;
        }
        Optional<Path> program = target(entry.resolve("exe"));
        return program.filter(this::below).isPresent()
                || program.filter(path -> path.endsWith("nginx")).isPresent()
                        && openFiles(entry.resolve("fd")).anyMatch(this::below);
    }

    private boolean marked(Path environment) {
        return content(environment)
                .filter(text -> List.of(text.split("\0")).contains(MARK + "=" + folder))
                .isPresent();
    }

    private boolean below(Path path) {
        return path.startsWith(folder);
    }

    private static Optional<String> content(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            // Ended meanwhile, or another user's: then not ours.
            return Optional.empty();
        }
    }

    private static Optional<Path> target(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Stream<Path> openFiles(Path descriptors) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            var targets = Stream.<Path>builder();
            links.forEach(link -> target(link).ifPresent(targets));
            return targets.build();
        } catch (IOException _) {
            return Stream.empty();
        }
    }
}
