package dev.baton.examples.penumbra;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Where a database is, as JDBC has it. */
public record DatabaseUrl(String jdbcUrl, String user, String password) {

    /**
     * Reads a variable that holds {@code postgresql://user:password@host:port/database}; throws IllegalArgumentException
     * with the variable's name, and never with its value.
     */
    public static DatabaseUrl from(Map<String, String> environment, String variable) {
        String value = environment.getOrDefault(variable, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException("set " + variable);
        }
        URI uri;
        try {
            uri = URI.create(value);
        } catch (IllegalArgumentException _) {
            // Without the cause: its message quotes the address.
            throw new IllegalArgumentException(
                    variable + " should be an address in which special characters are percent-encoded");
        }
        String[] user = String.valueOf(uri.getRawUserInfo()).split(":", 2);
        if (!String.valueOf(uri.getScheme()).matches("postgres(ql)?")
                || uri.getHost() == null
                || user.length != 2
                || !uri.getPath().matches("/[^/]+")) {
            throw new IllegalArgumentException(variable + " should be postgresql://user:password@host:port/database");
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new DatabaseUrl(
                "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query,
                decoded(user[0]),
                decoded(user[1]));
    }

    private static String decoded(String text) {
        // In the user part of an address, unlike in a form, a plus sign is a plus sign.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return user + "@" + jdbcUrl;
    }
}
