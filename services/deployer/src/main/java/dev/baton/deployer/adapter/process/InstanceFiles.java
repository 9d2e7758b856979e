package dev.baton.deployer.adapter.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.codec.BatonJson;
import dev.baton.model.DeploymentId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The directory of one instance: {@code instance.json} (who runs), {@code output.log} (what it printed), {@code exit}
 * (how it ended), {@code stopped} (made by who stops it from outside, so that the end does not count as its own),
 * {@code run.sh} (its wrapper) and {@code work/} (where it runs unless told otherwise). Holds no secret of Baton's, yet is
 * closed to other users, for an application may print what it likes.
 */
final class InstanceFiles {
    private static final ObjectMapper JSON = BatonJson.mapper();

    private final Path directory;

    InstanceFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * What {@code instance.json} says.
     *
     * @param run which start of the deployment it is, counted from 1
     * @param pid the leader of the instance's process group; signal the group, {@code kill -TERM -- -PID}
     * @param startTicks clock ticks from boot to the leader's start, field 22 of {@code /proc/PID/stat}
     * @param bootId the boot in which the PID and the ticks mean something
     * @param startedAt ISO-8601 UTC
     * @param outputFrom where in {@code output.log} what this run prints begins, in bytes
     */
    record InstanceRecord(
            DeploymentId deployment,
            int run,
            long pid,
            long startTicks,
            String bootId,
            String startedAt,
            List<String> command,
            Optional<Long> outputFrom) {
        InstanceRecord {
            command = List.copyOf(command);
        }
    }

    Path directory() {
        return directory;
    }

    Path script() {
        return directory.resolve("run.sh");
    }

    Path output() {
        return directory.resolve("output.log");
    }

    /** Where {@link OutputLog#rotate} moves what was printed. */
    Path olderOutput() {
        return directory.resolve("output.log.1");
    }

    Path work() {
        return directory.resolve("work");
    }

    void prepare() throws IOException {
        Files.createDirectories(directory.getParent());
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectories(work());
        try (InputStream script = InstanceFiles.class.getResourceAsStream("run.sh")) {
            if (script == null) {
                throw new IllegalStateException("run.sh is missing from the deployer's jar");
            }
            replace(script(), script.readAllBytes());
        }
    }

    Optional<InstanceRecord> readRecord() {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(recordFile()), InstanceRecord.class));
        } catch (NoSuchFileException | JsonProcessingException _) {
            // A damaged record says as little as a missing one: the process table is asked instead.
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + recordFile(), e);
        }
    }

    void writeRecord(InstanceRecord written) throws IOException {
        replace(recordFile(), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(written));
    }

    OptionalInt exitCode() {
        try {
            return OptionalInt.of(Integer.parseInt(Files.readString(exitFile()).strip()));
        } catch (IOException | NumberFormatException _) {
            return OptionalInt.empty();
        }
    }

    boolean stoppedFromOutside() {
        return Files.exists(stoppedFile());
    }

    /** Makes room for the next run. */
    void forgetEnd() throws IOException {
        Files.deleteIfExists(exitFile());
        Files.deleteIfExists(stoppedFile());
    }

    private Path recordFile() {
        return directory.resolve("instance.json");
    }

    private Path exitFile() {
        return directory.resolve("exit");
    }

    private Path stoppedFile() {
        return directory.resolve("stopped");
    }

    /** Whole or not at all, also when the machine loses power: written aside, synced, renamed. */
    private static void replace(Path file, byte[] content) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel parent = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            parent.force(true);
        }
    }
}
