package dev.baton.router.adapter.nginx;

import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The site files below NGINX's prefix, with what they share. A text is tried on a copy of the whole configuration before it
 * is included.
 */
final class SiteFiles {

    private final NginxLayout layout;
    private final Nginx nginx;

    SiteFiles(NginxLayout layout, Nginx nginx) {
        this.layout = layout;
        this.nginx = nginx;
    }

    /** What stands in the file; empty where there is none. */
    Optional<String> read(ApplicationName application) throws IOException {
        return readIfThere(layout.site(application));
    }

    /** Whether what stands there is the text, and the common part is there in its present form. */
    boolean holds(ApplicationName application, SiteText site) throws IOException {
        if (!read(application).equals(Optional.of(site.text()))) {
            return false;
        }
        for (var shared : shared(site).entrySet()) {
            if (!readIfThere(shared.getKey()).equals(Optional.of(shared.getValue()))) {
                return false;
            }
        }
        return true;
    }

    /** What all sites of the same way need. */
    private Map<Path, String> shared(SiteText site) {
        return switch (site.way()) {
            case PLAIN -> Map.of(layout.common(), SiteText.COMMON);
            case LUA ->
                Map.of(
                        layout.common(),
                        SiteText.COMMON,
                        layout.luaCommon(),
                        LuaText.common(),
                        layout.lua(Digest.of(LuaText.CODE)),
                        LuaText.CODE);
        };
    }

    /** Why NGINX would not take the text beside all other sites; empty where it would. */
    Optional<String> faults(ApplicationName application, SiteText site) throws IOException {
        return faults(sites -> {
            for (var shared : shared(site).entrySet()) {
                if (shared.getKey().startsWith(layout.sites())) {
                    Files.writeString(sites.resolve(shared.getKey().getFileName()), shared.getValue());
                }
            }
            Files.writeString(sites.resolve(layout.site(application).getFileName()), site.text());
        });
    }

    /** Why NGINX would not even take the other sites without this one. */
    Optional<String> faultsWithout(ApplicationName application) throws IOException {
        return faults(sites ->
                Files.deleteIfExists(sites.resolve(layout.site(application).getFileName())));
    }

    /** What keeps NGINX from taking directives of the Lua module; empty where it takes them. */
    Optional<LuaFault> luaFault() throws IOException {
        var withLua = faults(sites -> {
            deleteFilesIn(sites);
            Files.writeString(sites.resolve(layout.luaCommon().getFileName()), LuaText.LOOK);
        });
        return withLua.isEmpty()
                ? Optional.empty()
                : Optional.of(new LuaFault(
                        withLua.get(), faults(SiteFiles::deleteFilesIn).isEmpty()));
    }

    /**
     * Why a configuration with Lua was not taken.
     *
     * @param text NGINX's words
     * @param ofLua whether it would have been taken without
     */
    record LuaFault(String text, boolean ofLua) {}

    private Optional<String> faults(Change change) throws IOException {
        if (!Files.isRegularFile(layout.configuration())) {
            return Optional.of("there is no " + layout.configuration() + "; `baton up` writes it");
        }
        try (var trial = Trial.of(layout)) {
            change.to(trial.sites());
            var complaints = nginx.faults(trial);
            if (layout.team().isPresent() && complaints.stream().anyMatch(Nginx::isConflict)) {
                // What a team's NGINX warns of without any site is the team's business.
                deleteFilesIn(trial.sites());
                var theirs =
                        nginx.faults(trial).stream().filter(Nginx::isConflict).toList();
                complaints = complaints.stream()
                        .filter(complaint -> !theirs.contains(complaint))
                        .toList();
            }
            return complaints.isEmpty()
                    ? Optional.empty()
                    : Optional.of(trial.translated(String.join("; ", complaints)));
        }
    }

    /** Why NGINX does not read the sites where it should, and what to do; only of a team's NGINX is that looked at. */
    Optional<String> notIncluded() throws IOException {
        if (layout.team().isEmpty()) {
            return Optional.empty();
        }
        var missing = layout.team().get().missing(layout.sites());
        if (missing.isPresent()) {
            return missing;
        }
        var asOneOfHttp = faults(sites -> {
            deleteFilesIn(sites);
            Files.writeString(sites.resolve(layout.common().getFileName()), SiteText.COMMON);
        });
        return asOneOfHttp
                .filter(complaint -> complaint.contains("is not allowed here in " + layout.common()))
                .map(complaint -> "move the line that includes Baton's sites to the end of the http block of "
                        + layout.configuration() + ": " + complaint);
    }

    void write(ApplicationName application, SiteText site) throws IOException {
        Files.createDirectories(layout.sites());
        for (var shared : shared(site).entrySet()) {
            if (!readIfThere(shared.getKey()).equals(Optional.of(shared.getValue()))) {
                Files.createDirectories(shared.getKey().getParent());
                Durable.write(shared.getKey(), shared.getValue());
            }
        }
        Durable.write(layout.site(application), site.text());
    }

    /** Removes the sites that need the Lua module, for an NGINX that has lost it and could not start with them. */
    void removeLua() throws IOException {
        for (var file : luaSites()) {
            Files.delete(file);
        }
        Durable.delete(layout.luaCommon());
    }

    /** Removes what these share once there are none, so that NGINX may lose the module. */
    void removeLuaUnlessUsed() throws IOException {
        if (Files.exists(layout.luaCommon()) && luaSites().isEmpty()) {
            Durable.delete(layout.luaCommon());
        }
    }

    private List<Path> luaSites() throws IOException {
        var found = new ArrayList<Path>();
        for (var file : regularFiles(layout.sites())) {
            if (file.toString().endsWith(".conf")
                    && !file.equals(layout.luaCommon())
                    && Files.readString(file).contains(LuaText.MARK)) {
                found.add(file);
            }
        }
        return found;
    }

    /** Puts back what stood there before. */
    void putBack(ApplicationName application, Optional<String> former) throws IOException {
        if (former.isPresent()) {
            Durable.write(layout.site(application), former.get());
        } else {
            Durable.delete(layout.site(application));
        }
    }

    /** Whether some site already listens there, so that NGINX itself holds the port. */
    boolean listensSomewhere(Address listen) throws IOException {
        for (var file : regularFiles(layout.sites())) {
            if (file.toString().endsWith(".conf") && Files.readString(file).contains(SiteText.listenLine(listen))) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> regularFiles(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void deleteFilesIn(Path directory) throws IOException {
        for (var file : regularFiles(directory)) {
            Files.delete(file);
        }
    }

    private static Optional<String> readIfThere(Path file) throws IOException {
        return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    @FunctionalInterface
    private interface Change {
        void to(Path sites) throws IOException;
    }
}
