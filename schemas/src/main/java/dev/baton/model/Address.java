package dev.baton.model;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where something listens.
 *
 * @param host a host name or an IP address
 * @param port 1 to 65535
 * @throws IllegalArgumentException where the host holds anything else or the port is out of range
 */
public record Address(String host, int port) {

    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern HOST = Pattern.compile("(?=.{1,253}$)" + LABEL + "(\\." + LABEL + ")*");

    public Address {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "a host is a name or an IPv4 address; this is not: " + Text.quoted(host));
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535; this is not: " + port);
        }
    }

    public static Address loopback(int port) {
        return new Address("127.0.0.1", port);
    }

    /** The HTTP address of a path there; the path begins with a slash. */
    public URI http(String path) {
        return URI.create("http://" + this + path);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
