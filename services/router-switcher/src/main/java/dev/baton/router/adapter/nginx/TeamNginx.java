package dev.baton.router.adapter.nginx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An NGINX that is not Baton's: its main configuration has one line for Baton, which includes the sites. Baton checks and
 * reloads it, and otherwise starts, stops and changes nothing of it.
 *
 * @param configuration its main configuration, absolute
 * @param prefix the {@code -p} that it was started with; empty where it goes by the one compiled in
 * @param pidSetting where its PID file is; empty: where the main configuration says
 * @param errorLogSetting where its error log is; empty: where the main configuration says
 */
public record TeamNginx(
        Path configuration, Optional<Path> prefix, Optional<Path> pidSetting, Optional<Path> errorLogSetting) {

    private static final Path USUAL_PID_FILE = Path.of("/run/nginx.pid");
    private static final Path USUAL_ERROR_LOG = Path.of("/var/log/nginx/error.log");

    public TeamNginx {
        configuration = configuration.toAbsolutePath().normalize();
        prefix = prefix.map(path -> path.toAbsolutePath().normalize());
    }

    Path pidFile() {
        return pidSetting.or(() -> directive("pid")).orElse(USUAL_PID_FILE);
    }

    Path errorLog() {
        return errorLogSetting.or(() -> directive("error_log")).orElse(USUAL_ERROR_LOG);
    }

    /** The line for the http block of the main configuration. */
    static String includeLine(Path sites) {
        var files = sites + "/*.conf";
        return files.chars().anyMatch(Character::isWhitespace)
                ? "include \"" + files + "\";"
                : "include " + files + ";";
    }

    /** Why it cannot serve Baton's sites, and the remedy; empty where its main configuration includes them. */
    Optional<String> missing(Path sites) throws IOException {
        if (!Files.isRegularFile(configuration)) {
            return Optional.of("there is no " + configuration + ", which baton.nginx.configuration names");
        }
        return withSites(sites, sites).isPresent()
                ? Optional.empty()
                : Optional.of(
                        configuration + " does not include Baton's sites; add this line at the end of its http block"
                                + " (in this file, not in one that it includes): " + includeLine(sites));
    }

    /**
     * The main configuration's bytes where it includes a folder's files instead of the sites; empty where it includes no
     * sites.
     */
    Optional<byte[]> withSites(Path sites, Path instead) throws IOException {
        // Whatever its comments are written in comes through unchanged.
        var text = new String(Files.readAllBytes(configuration), ISO_8859_1);
        var line = Pattern.compile(
                        "^((?:[^#\\n]*[\\s;{}])?include\\s+)([\"']?)" + Pattern.quote(bytewise(sites))
                                + "/\\*\\.conf\\2(?=\\s*;)",
                        Pattern.MULTILINE)
                .matcher(text);
        return line.find()
                ? Optional.of(line.replaceAll("$1" + Matcher.quoteReplacement("\"" + bytewise(instead) + "/*.conf\""))
                        .getBytes(ISO_8859_1))
                : Optional.empty();
    }

    private static String bytewise(Path path) {
        return new String(path.toString().getBytes(UTF_8), ISO_8859_1);
    }

    /** What a directive of the main configuration names, where that is a file and written simply: at the beginning of a line. */
    private Optional<Path> directive(String name) {
        try {
            var line = Pattern.compile("^" + name + "\\s+([\"']?)([^\"';\\s]+)\\1[^;\\n]*;", Pattern.MULTILINE)
                    .matcher(Files.readString(configuration, ISO_8859_1));
            if (!line.find()) {
                return Optional.empty();
            }
            var path = Path.of(line.group(2));
            return path.isAbsolute() ? Optional.of(path) : prefix.map(folder -> folder.resolve(path));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
