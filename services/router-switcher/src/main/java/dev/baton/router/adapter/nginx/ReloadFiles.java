package dev.baton.router.adapter.nginx;

import dev.baton.model.ApplicationName;
import dev.baton.model.EventId;
import dev.baton.router.domain.ReloadBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** A file for each reload, named by its id: the time in the first line, then an application a line. */
public final class ReloadFiles implements ReloadBook {

    private static final Logger LOG = Logger.getLogger(ReloadFiles.class);

    private final Path folder;

    public ReloadFiles(NginxLayout layout) {
        this.folder = layout.reloads();
    }

    @Override
    public void open(Entry entry) {
        var names = entry.applications().stream().map(ApplicationName::value).toList();
        try {
            Files.createDirectories(folder);
            Durable.write(file(entry.id()), entry.at() + "\n" + String.join("\n", names) + "\n");
        } catch (IOException e) {
            LOG.warnf("a reload that this process does not live to tell of will not be told: %s", e);
        }
    }

    @Override
    public void close(EventId id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            LOG.warnf("a reload will be told again, by the same events: %s", e);
        }
    }

    @Override
    public List<Entry> entries() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(ReloadFiles::read)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(Entry::at))
                    .toList();
        } catch (IOException e) {
            LOG.warnf("cannot see whether there are reloads to tell of: %s", e);
            return List.of();
        }
    }

    private Path file(EventId id) {
        return folder.resolve(id.value());
    }

    private static Optional<Entry> read(Path file) {
        try {
            var id = UUID.fromString(file.getFileName().toString());
            var lines = Files.readAllLines(file);
            var names = lines.stream().skip(1).map(ApplicationName::new).toList();
            return Optional.of(new Entry(new EventId(id.toString()), Instant.parse(lines.getFirst()), names));
        } catch (IOException | IllegalArgumentException | DateTimeException | NoSuchElementException unreadable) {
            LOG.debugf("%s is no reload to tell of: %s", file, unreadable); // half of one, from a crash
            return Optional.empty();
        }
    }
}
