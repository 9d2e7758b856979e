package dev.baton.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * The bodies of a stream of POSTs.
 *
 * @param contentType the value of the header
 * @param bytesOf gives the body of the request with this number; called by many threads at once
 */
public record PostBody(String contentType, LongFunction<byte[]> bytesOf) {

    /** Refuses a header that would break its line. */
    public PostBody {
        if (contentType.isBlank() || contentType.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw new IllegalArgumentException("A content type is one line");
        }
    }

    /** The same text each time. */
    public static PostBody text(String contentType, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new PostBody(contentType, _ -> bytes);
    }

    /**
     * {@code size} bytes that no compression shrinks, different for every request, so that an answer mixed up with
     * another's cannot pass its checksum.
     */
    public static PostBody binary(int size) {
        if (size < Long.BYTES) {
            throw new IllegalArgumentException("At least " + Long.BYTES + " bytes, not " + size);
        }
        byte[] template = new byte[size];
        new SplittableRandom(size).nextBytes(template);
        return new PostBody("application/octet-stream", number -> {
            byte[] body = template.clone();
            ByteBuffer.wrap(body).putLong(number);
            return body;
        });
    }
}
