package dev.baton.router.adapter.nginx;

import dev.baton.model.ApplicationName;
import dev.baton.model.Text;
import dev.baton.router.domain.Site;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The team's own directives, as NGINX is given them: copies of the files at the time of the registration, named by their
 * content. What NGINX has once taken stays whole, whoever edits or removes the team's files afterwards; otherwise one
 * team's slip would keep NGINX from starting for all.
 *
 * @param http copies included outside of the server block
 * @param server copies included in it
 */
record IncludedFiles(List<Copy> http, List<Copy> server) {

    private static final long LARGEST = 1 << 20;
    private static final int LONGEST_STEM = 40;

    IncludedFiles {
        http = List.copyOf(http);
        server = List.copyOf(server);
    }

    /** @param at where the copy belongs, below NGINX's prefix */
    record Copy(Path source, Path at, String text) {}

    /**
     * Reads what a site includes; writes nothing.
     *
     * @throws Refused where a file cannot be included; the reason names it
     */
    static IncludedFiles of(Site site, NginxLayout layout) throws IOException {
        if (site.include().isEmpty()) {
            return new IncludedFiles(List.of(), List.of());
        }
        var files = site.include().get().files();
        var directory = layout.includes(site.application());
        return new IncludedFiles(copies(files.http(), directory), copies(files.server(), directory));
    }

    /** Makes the copies that are not there yet. */
    void write() throws IOException {
        for (var copy : all().toList()) {
            if (!holds(copy)) {
                Files.createDirectories(copy.at().getParent());
                Durable.write(copy.at(), copy.text());
            }
        }
    }

    /** Whether all copies are there as they should be. */
    boolean areThere() throws IOException {
        for (var copy : all().toList()) {
            if (!holds(copy)) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of the files for the server block has the directive. */
    boolean serverHas(String directive) {
        return server.stream()
                .anyMatch(copy ->
                        copy.text().lines().anyMatch(line -> line.strip().startsWith(directive + " ")));
    }

    /** Whether one of the files leads to a version by itself, as by {@code baton_<application>_$baton_slot}. */
    boolean leadToVersions() {
        return all().anyMatch(copy -> copy.text().contains("baton_"));
    }

    /** NGINX's words, with the names by which the team knows its files. */
    String translated(String complaint) {
        var text = complaint;
        for (var copy : all().toList()) {
            text = text.replace(copy.at().toString(), copy.source().toString());
        }
        return text;
    }

    /** Removes the copies that the site which stands does not include. */
    static void removeUnused(ApplicationName application, NginxLayout layout, Optional<String> standing)
            throws IOException {
        var directory = layout.includes(application);
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var files = Files.list(directory)) {
            for (var file : (Iterable<Path>) files::iterator) {
                if (standing.filter(text -> text.contains(file.toString())).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** A file cannot be included; the message is for the team. */
    static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        private Refused(String reason, @Nullable Throwable cause) {
            super(reason, cause);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    private Stream<Copy> all() {
        return Stream.concat(http.stream(), server.stream());
    }

    private static boolean holds(Copy copy) throws IOException {
        return Files.isRegularFile(copy.at()) && Files.readString(copy.at()).equals(copy.text());
    }

    private static List<Copy> copies(List<String> names, Path directory) throws IOException {
        var copies = new ArrayList<Copy>();
        for (var name : names) {
            var source = path(name);
            var text = read(source);
            var stem = source.getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "_");
            var at = stem.substring(0, Math.min(LONGEST_STEM, stem.length())) + "." + Digest.of(text);
            copies.add(new Copy(source, directory.resolve(at), text));
        }
        return copies;
    }

    private static Path path(String name) throws IOException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new Refused("route.include names " + Text.quoted(name) + ", which is no path", e);
        }
    }

    private static String read(Path source) throws IOException {
        if (!source.isAbsolute()) {
            throw refused(source, "is not an absolute path");
        }
        if (!Files.isRegularFile(source)) {
            throw refused(source, Files.exists(source) ? "is no regular file" : "is not there");
        }
        if (Files.size(source) > LARGEST) {
            throw refused(source, "is larger than 1 MiB");
        }
        try {
            return Files.readString(source, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw refused(source, "is not text in UTF-8");
        } catch (IOException e) {
            throw refused(source, "cannot be read: " + e);
        }
    }

    private static Refused refused(Path source, String why) {
        return new Refused(
                "route.include names " + Text.quoted(source.toString()) + ", which " + why
                        + " on NGINX's machine; put the file there or take it out of the descriptor",
                null);
    }
}
