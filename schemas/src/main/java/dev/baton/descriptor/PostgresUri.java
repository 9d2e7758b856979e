package dev.baton.descriptor;

import java.net.URI;

/** The form in which descriptors name a PostgreSQL server: {@code postgresql://role@host:port/database}. */
public final class PostgresUri {

    private static final int DEFAULT_PORT = 5432;

    private PostgresUri() {}

    /** @throws IllegalArgumentException where it has another form, or holds a password */
    static void check(String key, URI uri) {
        if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null || uri.getUserInfo() == null) {
            throw new IllegalArgumentException(key + " has the form postgresql://role@host:port/database");
        }
        if (uri.getUserInfo().contains(":")) {
            throw new IllegalArgumentException(
                    key + " holds no password; name a secret in the password beside it instead");
        }
    }

    public static String role(URI uri) {
        return uri.getUserInfo();
    }

    public static int port(URI uri) {
        return uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    }

    /** The database that it names; {@code postgres} where it names none. */
    public static String database(URI uri) {
        var path = uri.getPath();
        return path == null || path.length() <= 1 ? "postgres" : path.substring(1);
    }
}
