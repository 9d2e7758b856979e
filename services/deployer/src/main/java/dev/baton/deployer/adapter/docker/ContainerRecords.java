package dev.baton.deployer.adapter.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.codec.BatonJson;
import dev.baton.model.DeploymentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was started for each deployment, and the last words of what is gone: {@code DIR/instances/<deployment>/}. The
 * engine is asked for everything else; without these files a container that was removed by hand would be missed by
 * nobody. If they are lost, the next start writes them anew.
 */
final class ContainerRecords {
    private static final ObjectMapper JSON = BatonJson.mapper();
    private static final String FILE = "containers.json";

    /** Made by whoever stops the instance from outside on purpose; see the deployer's README. */
    private static final String STOPPED = "stopped";

    private final Path directory;

    ContainerRecords(Path directory) {
        this.directory = directory;
    }

    /**
     * What is on record of a container.
     *
     * @param run which start of it was the last one
     * @param done whether it ran once, to its end with 0
     */
    record Entry(int run, boolean done) {}

    Map<String, Entry> of(DeploymentId deployment) {
        try {
            return JSON.readValue(
                    Files.readAllBytes(folder(deployment).resolve(FILE)), new TypeReference<Map<String, Entry>>() {});
        } catch (NoSuchFileException | JsonProcessingException _) {
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder(deployment).resolve(FILE), e);
        }
    }

    /** Notes a container, where that is news. */
    void note(DeploymentId deployment, String container, Entry entry) {
        Map<String, Entry> known = new TreeMap<>(of(deployment));
        if (!entry.equals(known.put(container, entry))) {
            write(deployment, FILE, json(known));
        }
    }

    /** Whether it was stopped from outside on purpose: that its containers have ended then is not their fault. */
    boolean stopped(DeploymentId deployment) {
        return Files.exists(folder(deployment).resolve(STOPPED));
    }

    /** It runs again. */
    void resumed(DeploymentId deployment) {
        delete(folder(deployment).resolve(STOPPED));
    }

    /** The instance is gone for good, by our own doing. */
    void forget(DeploymentId deployment) {
        delete(folder(deployment).resolve(FILE));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file, e);
        }
    }

    /** Keeps the end of a container's output, for whoever asks after its removal. */
    void keepOutput(DeploymentId deployment, String container, List<String> lines) {
        if (!lines.isEmpty()) {
            write(deployment, output(container), String.join("\n", lines) + "\n");
        }
    }

    /** What was kept of a container's output; or of any, the one that was kept last. */
    List<String> output(DeploymentId deployment, Optional<String> container) {
        Path folder = folder(deployment);
        try {
            if (container.isPresent()) {
                return Files.readAllLines(folder.resolve(output(container.get())));
            }
            try (var files = Files.list(folder)) {
                Optional<Path> last = files.filter(
                                file -> file.getFileName().toString().endsWith(".log"))
                        .max(Comparator.comparing(file -> file.toFile().lastModified()));
                return last.isPresent() ? Files.readAllLines(last.get()) : List.of();
            }
        } catch (IOException _) {
            return List.of();
        }
    }

    private static String output(String container) {
        return container + ".log";
    }

    private Path folder(DeploymentId deployment) {
        return directory.resolve(deployment.toString());
    }

    private static String json(Map<String, Entry> entries) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(entries);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whole or not at all; closed to other users, for an application may print what it likes. */
    private void write(DeploymentId deployment, String name, String text) {
        Path folder = folder(deployment);
        try {
            Files.createDirectories(directory);
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path aside = folder.resolve(name + ".new");
            Files.writeString(aside, text);
            Files.move(
                    aside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folder.resolve(name), e);
        }
    }
}
