package dev.baton.syncmonitor.adapter.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.baton.codec.BatonJson;
import dev.baton.model.DeploymentId;
import dev.baton.syncmonitor.domain.verification.BookmarkStore;
import dev.baton.syncmonitor.domain.verification.Bookmarks.Bookmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * A small file for each green, replaced as a whole by a rename. It is not forced to the disk: what a broken machine
 * leaves empty or torn cannot be read, and counts for nothing. A file that nobody came back for is removed at a start.
 */
public final class BookmarkFiles implements BookmarkStore {

    private static final Logger LOG = Logger.getLogger(BookmarkFiles.class);
    private static final String SUFFIX = ".json";
    private static final Duration LONGEST = Duration.ofDays(7);

    /** Whatever compares in another way begins anew. */
    private static final int FORMAT = 1;

    private final Path directory;
    private final ObjectReader reader = BatonJson.mapper().readerFor(Kept.class);
    private final ObjectWriter writer = BatonJson.mapper().writerFor(Kept.class);

    /**
     * @param directory is made where it is missing
     * @param now files that were not touched in a week before that are removed
     */
    public BookmarkFiles(Path directory, Instant now) {
        this.directory = directory;
        removeBefore(now.minus(LONGEST));
    }

    /** The content of a file. */
    record Kept(int format, Pairing pairing, Map<String, Bookmark> tables) {
        Kept {
            tables = Map.copyOf(tables);
        }
    }

    @Override
    public Map<String, Bookmark> load(Pairing pairing) {
        try {
            Kept kept = reader.readValue(Files.readAllBytes(file(pairing.green())));
            return kept.format() == FORMAT && kept.pairing().equals(pairing) ? kept.tables() : Map.of();
        } catch (NoSuchFileException _) {
            return Map.of();
        } catch (IOException | RuntimeException unreadable) {
            LOG.warnf(
                    "%s: how far its verification was cannot be read, so it begins anew: %s",
                    pairing.green(), firstLine(unreadable));
            return Map.of();
        }
    }

    @Override
    public synchronized void save(Pairing pairing, Map<String, Bookmark> tables) {
        try {
            Files.createDirectories(directory);
            var fresh = directory.resolve(pairing.green() + ".new");
            Files.write(fresh, writer.writeValueAsBytes(new Kept(FORMAT, pairing, tables)));
            Files.move(fresh, file(pairing.green()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            LOG.warnf("%s: how far its verification is cannot be kept: %s", pairing.green(), firstLine(unwritable));
        }
    }

    @Override
    public synchronized void forget(DeploymentId green) {
        remove(file(green));
    }

    private void removeBefore(Instant oldest) {
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

    private Path file(DeploymentId green) {
        return directory.resolve(green + SUFFIX);
    }

    private static String firstLine(Exception failure) {
        return failure instanceof JsonProcessingException malformed
                ? malformed.getOriginalMessage()
                : String.valueOf(failure);
    }
}
