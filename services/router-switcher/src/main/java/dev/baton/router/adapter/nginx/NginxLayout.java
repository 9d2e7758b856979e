package dev.baton.router.adapter.nginx;

import dev.baton.model.ApplicationName;
import dev.baton.model.Slot;
import dev.baton.model.Text;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where everything of NGINX lies: below Baton's directory, but for the main configuration of a team's own NGINX and what
 * that says.
 *
 * @param directory Baton's directory, absolute; its name reaches NGINX's configuration between quotes
 * @param team the NGINX that serves where it is not Baton's own
 * @throws IllegalArgumentException where a quoted path could end early or be read as a variable
 */
public record NginxLayout(Path directory, Optional<TeamNginx> team) {

    private static final Path OWN = Path.of("nginx", "nginx.conf");
    private static final Pattern UNSAFE = Pattern.compile("[\"'\\\\$;{}*?\\[\\]\\p{Cntrl}]");

    public NginxLayout {
        directory = directory.toAbsolutePath().normalize();
        if (UNSAFE.matcher(directory.toString()).find()) {
            throw new IllegalArgumentException("NGINX cannot be given a path with quotes, backslashes, $ ; { } * ? [ ] "
                    + "or control characters; choose another --dir than " + Text.quoted(directory.toString()));
        }
        var own = directory.resolve(OWN);
        team = team.filter(nginx -> !nginx.configuration().equals(own));
    }

    /** With an NGINX of Baton's own. */
    public NginxLayout(Path directory) {
        this(directory, Optional.empty());
    }

    /** What Baton writes for NGINX; the {@code -p} of the command line of its own. */
    Path prefix() {
        return directory.resolve("nginx");
    }

    /** The main configuration; written by whoever starts NGINX, and includes {@code sites/*.conf}. */
    Path configuration() {
        return team.map(TeamNginx::configuration).orElseGet(() -> directory.resolve(OWN));
    }

    /** One file for each application. */
    Path sites() {
        return prefix().resolve("sites");
    }

    /** What all sites share; the digits sort it before every application's name. */
    Path common() {
        return sites().resolve("00-baton.conf");
    }

    /** What the sites of the Lua way share besides. */
    Path luaCommon() {
        return sites().resolve("00-baton-lua.conf");
    }

    /** The code that these call, by its content. */
    Path lua(String digest) {
        return prefix().resolve("lua").resolve("baton." + digest + ".lua");
    }

    /** Reloads of which not everybody has been told. */
    Path reloads() {
        return prefix().resolve("reloads");
    }

    Path site(ApplicationName application) {
        return sites().resolve(application + ".conf");
    }

    /** Copies of the files that an application's site includes. */
    Path includes(ApplicationName application) {
        return prefix().resolve("includes").resolve(application.value());
    }

    Path errorLog() {
        return team.map(TeamNginx::errorLog).orElseGet(() -> logs().resolve("error.log"));
    }

    /** Where the sites' access logs are. */
    Path logs() {
        return prefix().resolve("logs");
    }

    Path accessLog(ApplicationName application) {
        return logs().resolve(application + ".access.json");
    }

    Path pidFile() {
        return team.map(TeamNginx::pidFile)
                .orElseGet(() -> prefix().resolve("run").resolve("nginx.pid"));
    }

    /** Where an application's link and the directories that it may point at lie. */
    Path routes(ApplicationName application) {
        return directory.resolve("routes").resolve(application.value());
    }

    /** The link whose target is the deployment that requests for the preview reach. */
    Path preview(ApplicationName application) {
        return routes(application).resolve("preview");
    }

    /** The link whose target is the slot's address; by the Lua way only. */
    Path slot(ApplicationName application, Slot slot) {
        return routes(application).resolve("slot-" + slot.letter());
    }

    /** The link whose target is the route. */
    Path active(ApplicationName application) {
        return routes(application).resolve("active");
    }
}
