package dev.baton.load.wire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One complete HTTP answer.
 *
 * @param status three digits
 * @param headers by lower-case name; of repeated headers the last
 * @param body all bytes, after chunks were joined. Not copied: it is large and lives for one check
 */
public record Response(int status, Map<String, String> headers, byte[] body) {

    /** Copies the headers. */
    public Response {
        headers = Map.copyOf(headers);
    }

    /** The header, by its name in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether the server announced that it closes the connection after this answer. */
    public boolean announcesClose() {
        return header("connection")
                .map(v -> v.toLowerCase(Locale.ROOT).contains("close"))
                .orElse(false);
    }

    /** Whether the status is 2xx. */
    public boolean successful() {
        return status >= 200 && status < 300;
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
