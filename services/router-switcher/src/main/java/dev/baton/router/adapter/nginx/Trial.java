package dev.baton.router.adapter.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A copy of NGINX's configuration below Baton's directory, on which a text is tried before it is included: of all of
 * Baton's own NGINX, or of a team's main file, which then includes the copy's sites and finds everything else beside it by
 * links.
 */
final class Trial implements AutoCloseable {

    private final NginxLayout layout;
    private final Path copy;
    private final Path configuration;

    private Trial(NginxLayout layout, Path copy, Path configuration) {
        this.layout = layout;
        this.copy = copy;
        this.configuration = configuration;
    }

    /** A copy of what is there now; removed when it is closed. The main configuration has to be there. */
    static Trial of(NginxLayout layout) throws IOException {
        Files.createDirectories(layout.logs());
        removeLeftovers(layout);
        var copy = Files.createTempDirectory(layout.prefix(), "check-");
        var folder = layout.team().isPresent() ? Files.createDirectory(copy.resolve("main")) : copy;
        var trial =
                new Trial(layout, copy, folder.resolve(layout.configuration().getFileName()));
        try {
            Files.createDirectories(trial.sites());
            if (layout.team().isPresent()) {
                trial.copyMain(layout.team().get());
            } else {
                trial.copyPrefix();
            }
            for (var file : regularFiles(layout.sites())) {
                Files.copy(file, trial.sites().resolve(file.getFileName()));
            }
            return trial;
        } catch (IOException e) {
            trial.close();
            throw e;
        }
    }

    /** The copy's sites, to be changed for what is tried. */
    Path sites() {
        return copy.resolve(layout.sites().getFileName());
    }

    /** The {@code -c} of NGINX's command line. */
    Path configuration() {
        return configuration;
    }

    /** The {@code -p}; empty where the one compiled in holds. */
    Optional<Path> prefix() {
        return layout.team().isPresent() ? layout.team().get().prefix() : Optional.of(copy);
    }

    /** NGINX's words, with the names of the files that the copy was made of. */
    String translated(String complaint) {
        return complaint
                .replace(sites() + "/", layout.sites() + "/")
                .replace(configuration.getParent() + "/", layout.configuration().getParent() + "/");
    }

    @Override
    public void close() throws IOException {
        delete(copy);
    }

    /** The prefix's own files, and its directories without what is in them. */
    private void copyPrefix() throws IOException {
        try (var entries = Files.list(layout.prefix())) {
            for (var entry : (Iterable<Path>) entries::iterator) {
                var twin = copy.resolve(entry.getFileName());
                if (Files.isDirectory(entry) && !entry.equals(copy)) {
                    Files.createDirectories(twin);
                } else if (Files.isRegularFile(entry)) {
                    Files.copy(entry, twin);
                }
            }
        }
    }

    /** NGINX looks for relative names beside the main file that it is given. */
    private void copyMain(TeamNginx team) throws IOException {
        var text = team.withSites(layout.sites(), sites());
        if (text.isEmpty()) {
            throw new IOException(team.configuration() + " does not include " + layout.sites() + " any more");
        }
        Files.write(configuration, text.get());
        try (var entries = Files.list(team.configuration().resolveSibling("."))) {
            for (var entry : (Iterable<Path>) entries.map(Path::normalize)::iterator) {
                if (!entry.equals(team.configuration())) {
                    Files.createSymbolicLink(configuration.resolveSibling(entry.getFileName()), entry);
                }
            }
        }
    }

    private static List<Path> regularFiles(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Copies that a kill left behind. */
    private static void removeLeftovers(NginxLayout layout) throws IOException {
        try (var entries = Files.newDirectoryStream(layout.prefix(), "check-*")) {
            for (var entry : entries) {
                delete(entry);
            }
        }
    }

    /** Links are removed, not followed. */
    private static void delete(Path tree) throws IOException {
        try (var paths = Files.walk(tree)) {
            for (var path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        }
    }
}
