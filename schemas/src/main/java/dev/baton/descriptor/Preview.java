package dev.baton.descriptor;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How people and smoke tests reach green before the switch. A request that asks for the preview is answered by green, or
 * with 503 where there is none; never by blue.
 *
 * @param header the name of a header: any value but an empty one asks for the preview
 * @param cookie the name of a cookie, likewise
 * @param host a host name that is the preview
 */
public record Preview(Optional<String> header, Optional<String> cookie, Optional<String> host) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,62}");
    private static final Pattern COOKIE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    public Preview {
        if (header.isEmpty() && cookie.isEmpty() && host.isEmpty()) {
            throw new IllegalArgumentException("route.preview names a header, a cookie or a host");
        }
        check("header", header, NAME);
        check("cookie", cookie, COOKIE);
        check("host", host, HOST);
    }

    private static void check(String key, Optional<String> name, Pattern allowed) {
        if (name.filter(text -> !allowed.matcher(text).matches()).isPresent()) {
            throw new IllegalArgumentException("route.preview." + key + " is a name such as x-preview");
        }
    }
}
