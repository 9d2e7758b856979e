package dev.baton.router.adapter.nginx;

import dev.baton.support.NginxServer;
import java.util.List;

/** The ways that NGINX can go on this machine; tests of the router run once for each. */
final class WaysHere {

    private WaysHere() {}

    static List<WaySetting> all() {
        return NginxServer.hasLua() ? List.of(WaySetting.PLAIN, WaySetting.LUA) : List.of(WaySetting.PLAIN);
    }
}
