package dev.baton.examples.evmindexer;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the environment configures.
 *
 * @param host address to listen on, {@code HOST}; default 127.0.0.1
 * @param port {@code PORT}; 0 takes a free one
 * @param database {@code DATABASE_URL}, {@code postgresql://user:password@host:port/db}
 * @param chain {@code CHAIN_URL}, JSON-RPC of the node
 * @param startHeight {@code CHAIN_START_HEIGHT}, the first block to index; default 0
 * @param batchSize {@code BATCH_SIZE}, blocks per request to the node and per transaction; 1 to 1000, default 100
 * @param mostBlocksPerSecond {@code MAX_BLOCKS_PER_SECOND}, to go easy on the node; default no limit
 */
record Settings(
        String host,
        int port,
        Database database,
        URI chain,
        long startHeight,
        int batchSize,
        OptionalInt mostBlocksPerSecond) {

    /** Where the database is, as JDBC has it. */
    record Database(String jdbcUrl, String user, String password) {

        @Override
        public String toString() {
            return user + "@" + jdbcUrl;
        }
    }

    /** Reads the environment; throws IllegalArgumentException with the variable's name and what it should be. */
    static Settings from(Map<String, String> environment) {
        return new Settings(
                environment.getOrDefault("HOST", "127.0.0.1"),
                (int) number(environment, "PORT", -1, 0, 65_535),
                database(required(environment, "DATABASE_URL")),
                chain(required(environment, "CHAIN_URL")),
                number(environment, "CHAIN_START_HEIGHT", 0, 0, Long.MAX_VALUE),
                (int) number(environment, "BATCH_SIZE", 100, 1, 1_000),
                environment.containsKey("MAX_BLOCKS_PER_SECOND")
                        ? OptionalInt.of((int) number(environment, "MAX_BLOCKS_PER_SECOND", 1, 1, 1_000_000))
                        : OptionalInt.empty());
    }

    private static Database database(String url) {
        URI uri = uri("DATABASE_URL", url);
        String[] user = String.valueOf(uri.getRawUserInfo()).split(":", 2);
        if (!String.valueOf(uri.getScheme()).matches("postgres(ql)?")
                || uri.getHost() == null
                || user.length != 2
                || !uri.getPath().matches("/[^/]+")) {
            throw wrong("DATABASE_URL", "postgresql://user:password@host:port/database");
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Database(
                "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query,
                decoded(user[0]),
                decoded(user[1]));
    }

    private static URI chain(String url) {
        URI uri = uri("CHAIN_URL", url);
        if (!String.valueOf(uri.getScheme()).matches("https?") || uri.getHost() == null) {
            throw wrong("CHAIN_URL", "the http or https address of a node's JSON-RPC");
        }
        return uri;
    }

    private static URI uri(String name, String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException _) {
            // Without the cause: its message quotes the address, and that may hold a password.
            throw wrong(name, "an address in which special characters are percent-encoded");
        }
    }

    private static String decoded(String text) {
        // In the user part of an address, unlike in a form, a plus sign is a plus sign.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException("set " + name);
        }
        return value;
    }

    private static long number(Map<String, String> environment, String name, long absent, long least, long most) {
        String value = absent < 0 ? required(environment, name) : environment.getOrDefault(name, "" + absent);
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Answered below, like a number out of range.
        }
        throw wrong(name, "a number between " + least + " and " + most);
    }

    private static IllegalArgumentException wrong(String name, String expected) {
        return new IllegalArgumentException(name + " should be " + expected);
    }
}
