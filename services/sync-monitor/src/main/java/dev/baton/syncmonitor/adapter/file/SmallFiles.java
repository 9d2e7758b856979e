package dev.baton.syncmonitor.adapter.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.baton.codec.BatonJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * A folder of small JSON files, each replaced as a whole by a rename. They are not forced to the disk: what a broken
 * machine leaves empty or torn cannot be read, and counts for nothing. No failure goes further than the log.
 */
final class SmallFiles<T> {

    private static final Logger LOG = Logger.getLogger(SmallFiles.class);
    private static final String SUFFIX = ".json";

    private final Path directory;
    private final String what;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    /**
     * @param directory is made where it is missing
     * @param what they hold, for the log
     */
    SmallFiles(Path directory, Class<T> type, String what) {
        this.directory = directory;
        this.what = what;
        this.reader = BatonJson.mapper().readerFor(type);
        this.writer = BatonJson.mapper().writerFor(type);
    }

    Optional<T> read(String name) {
        try {
            return Optional.of(reader.readValue(Files.readAllBytes(file(name))));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException | RuntimeException unreadable) {
            LOG.warnf("%s: %s cannot be read, so it begins anew: %s", name, what, firstLine(unreadable));
            return Optional.empty();
        }
    }

    synchronized void write(String name, T content) {
        try {
            Files.createDirectories(directory);
            var fresh = directory.resolve(name + ".new");
            Files.write(fresh, writer.writeValueAsBytes(content));
            Files.move(fresh, file(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            LOG.warnf("%s: %s cannot be kept: %s", name, what, firstLine(unwritable));
        }
    }

    synchronized void remove(String name) {
        remove(file(name));
    }

    /** Removes what was not touched since. */
    void removeBefore(Instant oldest) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                    remove(file);
                }
            }
        } catch (IOException unreadable) {
            LOG.warnf("%s cannot be tidied up: %s", directory, firstLine(unreadable));
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            LOG.warnf("%s cannot be removed: %s", file, firstLine(stays));
        }
    }

    private Path file(String name) {
        return directory.resolve(name + SUFFIX);
    }

    private static String firstLine(Exception failure) {
        return failure instanceof JsonProcessingException malformed
                ? malformed.getOriginalMessage()
                : String.valueOf(failure);
    }
}
