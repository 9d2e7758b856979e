package dev.baton.router.adapter.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.router.domain.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What NGINX reads for the Lua way beside the sites: Lua code, and a file that all sites share. */
final class LuaText {

    /** The code that all sites call. A file, because NGINX takes only one {@code init_by_lua}, which may be the team's. */
    static final String CODE = code();

    /**
     * What all sites share besides {@link SiteText#COMMON}. Lua says the route, the upstream, and an address where NGINX
     * has not read it; a request keeps what it has once been told. The slot is for the team's own lines.
     */
    private static final String COMMON = """
            # Written by Baton's router-switcher. What the sites of the Lua way share. Should NGINX not know these directives:
            # install its Lua module, libnginx-mod-http-lua; or remove sites/*.conf and start the router-switcher again.
            lua_shared_dict baton_requests 4m;
            map "" $baton_route { default ""; }
            map "" $baton_address { default ""; }
            map "" $baton_to { default ""; }
            # Lua can set only what some line refers to.
            map $baton_address $baton_elsewhere { default 1; "" 0; }
            map $baton_route $baton_slot { hostnames; default none; a.* a; b.* b; c.* c; }
            """;

    /** For addresses that NGINX has not read; its server is never connected to. Connections are kept by address. */
    private static final String ELSEWHERE = """
            upstream baton_@app@_any {
                server 0.0.0.1;
                balancer_by_lua_block { @baton@.connect() }
                keepalive 64;
                keepalive_timeout 1s;
            }
            """;

    /*
     * Why the route's lines are as they are:
     *
     * - The addresses are those of the upstreams that NGINX reads with these lines; a slot with another one is elsewhere.
     * - Who counts may be the team: NGINX takes one log_by_lua for a location.
     * - The counts are for this machine: they are no secret, and nobody else's business.
     */
    private static final String ROUTE = """
                set_by_lua_block $baton_to {
                    return @baton@.route(
                        @link@, "@a@", "@b@", "@c@")
                }
            """;

    private static final String COUNTS = """
                location = @countsPath@ {
                    access_log off;
            @allow@        deny all;
                    content_by_lua_block { @baton@.report("@app@") }
                }
            """;

    private static final String COUNTING = """
                    log_by_lua_block { @baton@.count("@app@") }
            """;

    /** Where a site tells its counts. */
    static final String COUNTS_PATH = "/.baton/requests";

    /** What each site of the Lua way has, and no other one. */
    static final String MARK = "set_by_lua_block $baton_";

    /** Directives that only the module knows, to see whether it is there. */
    static final String LOOK = """
            lua_shared_dict baton_look 12k;
            upstream baton_look { server 0.0.0.1; balancer_by_lua_block { } keepalive 1; }
            """;

    private LuaText() {}

    static String common() {
        return COMMON;
    }

    /** A site's upstream for what NGINX has not read. */
    static String elsewhere(NginxLayout layout) {
        return ELSEWHERE.replace("@baton@", module(layout));
    }

    /**
     * A site's lines on its route.
     *
     * @param link the link's path as Lua writes it
     */
    static String route(NginxLayout layout, String link) {
        return ROUTE.replace("@baton@", module(layout)).replace("@link@", link);
    }

    /** A site's location that tells its counts to this machine: by the loopback address, and by its own where users connect. */
    static String counts(NginxLayout layout, Site site) {
        var own = site.fronts().stream().map(front -> front.address().host()).filter(Listening::isIpv4);
        var allow = Stream.concat(Stream.of("127.0.0.1"), own)
                .distinct()
                .map("        allow %s;\n"::formatted)
                .collect(Collectors.joining());
        return COUNTS.replace("@allow@", allow)
                .replace("@baton@", module(layout))
                .replace("@countsPath@", COUNTS_PATH);
    }

    /** A location's line that counts its requests. */
    static String counting(NginxLayout layout) {
        return COUNTING.replace("@baton@", module(layout));
    }

    /** Read once for each worker. */
    private static String module(NginxLayout layout) {
        var file = layout.lua(Digest.of(CODE));
        return "(package.loaded[\"%s\"] or dofile(\"%s\"))".formatted(file, file);
    }

    private static String code() {
        try (var code = LuaText.class.getResourceAsStream("baton.lua")) {
            if (code == null) {
                throw new IllegalStateException("baton.lua is missing from the program");
            }
            return new String(code.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
