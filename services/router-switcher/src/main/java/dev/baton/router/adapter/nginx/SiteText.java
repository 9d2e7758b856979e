package dev.baton.router.adapter.nginx;

import dev.baton.descriptor.Preview;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Slot;
import dev.baton.model.Text;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.Site;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An application's site as NGINX reads it.
 *
 * @param way by which it finds the route
 * @param text the whole file
 * @param mark what every answer of this site, and of no other version of it, carries in the header {@code Baton-Site}
 *     at {@link Router#OWN_PATH}
 */
record SiteText(Way way, String text, String mark) {

    /** What all sites share; read before them, because the file's name sorts before every application's. */
    static final String COMMON = """
            # Written by Baton's router-switcher. What the sites of all applications share.
            map $http_upgrade $baton_upgrade { default ""; websocket websocket; }
            map $http_upgrade $baton_connection { default ""; websocket upgrade; }
            log_format baton escape=json '{"time":"$time_iso8601","route":"$sent_http_baton_route",'
                '"method":"$request_method","path":"$uri","status":$status,"bytes":$body_bytes_sent,'
                '"seconds":$request_time,"upstream":"$upstream_addr","upstreamStatus":"$upstream_status",'
                '"upstreamHeadSeconds":"$upstream_header_time"}';
            """;

    /*
     * Why the site is as it is:
     *
     * - $realpath_root is read once a request, and `set` pins the route and its slot together, so that the header can
     *   never name another route than the one the request takes.
     * - No open_file_cache: it would hold on to the former target.
     * - keepalive_timeout: the application must never be first to close an idle connection, or a POST is lost; 2 s is
     *   the shortest default among common servers (gunicorn).
     * - proxy_request_buffering stays on, so that a GET may be sent again when a kept connection turns out closed;
     *   proxy_buffering is off, so that streams and server-sent events arrive as they are produced.
     * - Only WebSockets are upgraded: an offer of h2c, which some HTTP clients make with each request, would tie the
     *   connection to one version.
     * - One server block for all fronts, because a file of the team's may have a `listen` of its own.
     * - The team's files come last: who reads the site sees what Baton needs, then what the team added.
     * - By the Lua way an address of a slot that is not the one of the upstream is connected to without it, so the mark is
     *   the same for both; a host's name needs NGINX to look it up when it reads the site.
     * - The log has the path without the query, which may hold a secret. Each further variable costs every request.
     */
    private static final String UPSTREAMS = """
            # Written by Baton's router-switcher, once for each application. A switch does not touch this file.
            upstream baton_@app@_a { server @a@ max_fails=0; keepalive 64; keepalive_timeout 1s; }
            upstream baton_@app@_b { server @b@ max_fails=0; keepalive 64; keepalive_timeout 1s; }
            upstream baton_@app@_c { server @c@ max_fails=0; keepalive 64; keepalive_timeout 1s; }
            """;

    private static final String SERVER = """

            server {
            @listens@    server_name @hosts@;
            @route@    add_header Baton-Route $baton_route always;
                access_log "@log@" baton buffer=64k flush=250ms;
            @bodySize@
                location = @ownPath@ {
                    access_log off;
                    default_type text/plain;
                    add_header Baton-Route $baton_route always;
                    add_header Baton-Site @mark@ always;
                    return 200 "@app@\\n";
                }
            @counts@    location / {
            @counting@        if (@undecided@ = none) { return 503; }
                    proxy_pass http://@upstream@;
                    proxy_http_version 1.1;
                    proxy_set_header Host $http_host;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header Upgrade $baton_upgrade;
                    proxy_set_header Connection $baton_connection;
                    proxy_hide_header Baton-Route;
                    proxy_buffering off;
                    proxy_next_upstream error;
                    proxy_connect_timeout 5s;
                    proxy_read_timeout 1h;
                    proxy_send_timeout 1h;
                }
            @included@}
            """;

    private static final String PLAIN_ROUTE = """
                root "@root@";
                set $baton_route none;
                set $baton_slot none;
                if ($realpath_root ~ "/(([abc])\\.[0-9]+\\.[0-9a-f-]+)$") {
                    set $baton_route $1;
                    set $baton_slot $2;
                }
            """;

    /** A request for the preview reads the other link; whether it is one, its host says before its cookie and header. */
    private static final String PREVIEW = """

            # A request for the preview goes by the link "preview" instead of "active".
            map @header@ $baton_link_header_@var@ { default preview; "" active; }
            map @cookie@ $baton_link_cookie_@var@ { default preview; "" $baton_link_header_@var@; }
            map $host $baton_link_@var@ { default $baton_link_cookie_@var@; @host@}
            """;

    /** What is never set. */
    private static final String NEVER = "\"\"";

    private static final String BODY_SIZE = "client_max_body_size";

    static SiteText of(Site site, IncludedFiles included, NginxLayout layout, Listening listening, Way way) {
        var application = site.application();
        var listens = listening.of(site).stream().map(SiteText::listenLine).collect(Collectors.joining());
        var names = site.fronts().stream().map(front -> front.host().orElse("_"));
        var hosts = Stream.concat(names, site.preview().flatMap(Preview::host).stream())
                .distinct()
                .collect(Collectors.joining(" "));
        var server = routed(site, included, layout, way)
                .replace("@listens@", listens)
                .replace("@hosts@", hosts)
                .replace("@bodySize@", included.serverHas(BODY_SIZE) ? "" : "    " + BODY_SIZE + " 0;\n")
                .replace("@included@", includeLines(included.server(), "    "));
        var preview = site.preview().map(SiteText::preview).orElse("");
        var elsewhere = switch (way) {
            case PLAIN -> "";
            case LUA -> LuaText.elsewhere(layout);
        };
        var unaddressed = (UPSTREAMS + elsewhere + preview + includeLines(included.http(), "") + server)
                .replace("@app@", application.value())
                .replace("@var@", variable(application))
                .replace("@log@", layout.accessLog(application).toString())
                .replace("@ownPath@", Router.OWN_PATH);
        var text = addressed(unaddressed, site.slots());
        var mark = switch (way) {
            case PLAIN -> Digest.of(COMMON + text);
            case LUA -> Digest.of(COMMON + LuaText.common() + addressed(unaddressed, markedSlots(site, included)));
        };
        return new SiteText(way, text.replace("@mark@", mark), mark);
    }

    /** The server block with its lines on the route. */
    private static String routed(Site site, IncludedFiles included, NginxLayout layout, Way way) {
        return switch (way) {
            case PLAIN ->
                SERVER.replace("@route@", PLAIN_ROUTE.replace("@root@", root(site, layout)))
                        .replace("@counts@", "")
                        .replace("@counting@", "")
                        .replace("@undecided@", "$baton_slot")
                        .replace("@upstream@", "baton_@app@_$baton_slot");
            case LUA ->
                SERVER.replace("@route@", LuaText.route(layout, luaLink(site, layout)))
                        .replace("@counts@", LuaText.counts(layout, site))
                        .replace("@counting@", teamCounts(included) ? "" : LuaText.counting(layout))
                        .replace("@undecided@", "$baton_to")
                        .replace("@upstream@", "baton_@app@_$baton_to");
        };
    }

    private static boolean teamCounts(IncludedFiles included) {
        return Stream.of("log_by_lua_block", "log_by_lua_file", "log_by_lua").anyMatch(included::serverHas);
    }

    private static String addressed(String text, Map<Slot, Address> slots) {
        var addressed = text;
        for (var slot : Slot.values()) {
            var address = slots.get(slot);
            addressed = addressed.replace("@" + slot.letter() + "@", address == null ? "" : address.toString());
        }
        return addressed;
    }

    /** The slots whose address NGINX must have read: a name that it looks up, and what the team's own lines lead to. */
    private static Map<Slot, Address> markedSlots(Site site, IncludedFiles included) {
        return site.slots().entrySet().stream()
                .filter(slot -> included.leadToVersions()
                        || !Listening.isIpv4(slot.getValue().host()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String preview(Preview preview) {
        return PREVIEW.replace(
                        "@header@", preview.header().map(SiteText::header).orElse(NEVER))
                .replace("@cookie@", preview.cookie().map("$cookie_"::concat).orElse(NEVER))
                .replace(
                        "@host@",
                        preview.host().map(host -> host + " preview; ").orElse(""));
    }

    private static String header(String name) {
        return "$http_" + name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private static String root(Site site, NginxLayout layout) {
        var active = layout.active(site.application());
        return site.preview().isPresent()
                ? active.resolveSibling("$baton_link_@var@").toString()
                : active.toString();
    }

    /** The link's path, or the one of the two that the request asks for, as Lua writes it. */
    private static String luaLink(Site site, NginxLayout layout) {
        var active = "\"" + layout.active(site.application()) + "\"";
        return site.preview().isPresent()
                ? "ngx.var.baton_link_@var@ == \"preview\" and \"" + layout.preview(site.application()) + "\" or "
                        + active
                : active;
    }

    /** An application's name has no underscore, so no two have the same variable. */
    private static String variable(ApplicationName application) {
        return application.value().replace('-', '_');
    }

    /** Baton's copy, which has its content in its name, and the file that it was made of. */
    private static String includeLines(List<IncludedFiles.Copy> copies, String indent) {
        return copies.stream()
                .map(copy -> "%sinclude \"%s\"; # copy of %s\n"
                        .formatted(indent, copy.at(), Text.quoted(copy.source().toString())))
                .collect(Collectors.joining());
    }

    /** The line by which a site claims an address; to be looked for in the files of others. */
    static String listenLine(Address listen) {
        return "    listen " + listen + ";\n";
    }
}
