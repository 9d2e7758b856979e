package dev.baton.router.adapter.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Which way the sites are written, by the setting and by what NGINX can load. That is found by looking: NGINX checks its
 * own main configuration beside directives that only the module knows. Sites of both ways may stand side by side.
 */
final class Ways {

    private static final String INSTALL =
            "install libnginx-mod-http-lua (its name on Debian and Ubuntu) and start NGINX"
                    + " again by `baton up`, or load the module in its main configuration by load_module; or set baton.router.switch=plain";

    private static final Logger LOG = Logger.getLogger(Ways.class);

    private final WaySetting setting;
    private final NginxLayout layout;
    private final SiteFiles files;
    private Optional<Way> last = Optional.empty();

    Ways(WaySetting setting, NginxLayout layout, SiteFiles files) {
        this.setting = setting;
        this.layout = layout;
        this.files = files;
    }

    /** Which way now, or why none. */
    sealed interface Choice {

        /** @param lostLua whether the module is gone since sites were written for it: NGINX can read none of these */
        record Taken(Way way, boolean lostLua) implements Choice {}

        record Impossible(String reason) implements Choice {}
    }

    /** Looks again: the module may have been installed or removed since. */
    Choice choose() throws IOException {
        var written = Files.exists(layout.luaCommon());
        if (setting == WaySetting.PLAIN && !written) {
            return taken(Way.PLAIN, false, "baton.router.switch is plain");
        }
        var fault = files.luaFault();
        if (fault.isEmpty()) {
            return setting == WaySetting.PLAIN
                    ? taken(Way.PLAIN, false, "baton.router.switch is plain")
                    : taken(Way.LUA, false, "NGINX has the Lua module");
        }
        var complaint = fault.get();
        if (!complaint.ofLua()) {
            // A configuration that is broken otherwise says nothing about the module; whoever registers is told of it.
            var stays = setting == WaySetting.PLAIN ? Way.PLAIN : last.orElse(written ? Way.LUA : Way.PLAIN);
            return new Choice.Taken(stays, false);
        }
        if (setting == WaySetting.LUA) {
            return new Choice.Impossible(
                    "baton.router.switch is lua, and NGINX cannot (" + complaint.text() + "): " + INSTALL);
        }
        return taken(Way.PLAIN, written, "NGINX has no Lua module (" + complaint.text() + ")");
    }

    private Choice taken(Way way, boolean lostLua, String why) {
        if (!last.equals(Optional.of(way))) {
            LOG.infof(
                    "NGINX switches by the %s way: %s",
                    switch (way) {
                        case PLAIN -> "plain";
                        case LUA -> "Lua";
                    },
                    why);
            last = Optional.of(way);
        }
        return new Choice.Taken(way, lostLua);
    }
}
