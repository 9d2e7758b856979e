package dev.baton.load.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * One HTTP/1.1 request.
 *
 * @param method {@code GET} or {@code POST}
 * @param path the request target, starting with {@code /}
 * @param contentType of the body; ignored without one
 * @param body the bytes to send, empty for none. Not copied: a request lives for one exchange, and bodies are large
 * @param over spread the body over this time, in {@value #SLICES} slices; zero sends it at once
 * @param closes asks the server to close the connection after the answer
 */
public record Request(String method, String path, String contentType, byte[] body, Duration over, boolean closes) {

    private static final int SLICES = 20;

    /** Refuses a path that would break the request line. */
    public Request {
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            throw new IllegalArgumentException("A request path starts with / and has no spaces: " + path);
        }
    }

    /** A {@code GET} that keeps its connection. */
    public static Request get(String path) {
        return new Request("GET", path, "", new byte[0], Duration.ZERO, false);
    }

    /** A {@code GET} that announces to close its connection afterwards. */
    public static Request getAndClose(String path) {
        return new Request("GET", path, "", new byte[0], Duration.ZERO, true);
    }

    /** A {@code POST} that keeps its connection. */
    public static Request post(String path, String contentType, byte[] body) {
        return new Request("POST", path, contentType, body, Duration.ZERO, false);
    }

    /** The same request with its body spread over {@code duration}. */
    public Request over(Duration duration) {
        return new Request(method, path, contentType, body, duration, closes);
    }

    void writeTo(OutputStream out, String hostHeader) throws IOException {
        var head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(hostHeader)
                .append("\r\nAccept: */*\r\nUser-Agent: baton-load\r\n");
        if (method.equals("POST")) {
            head.append("Content-Type: ").append(contentType).append("\r\n");
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        if (closes) {
            head.append("Connection: close\r\n");
        }
        byte[] headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        if (over.isZero()) {
            // One write for small requests: two would meet Nagle's algorithm and delayed acknowledgements.
            byte[] all = new byte[headBytes.length + body.length];
            System.arraycopy(headBytes, 0, all, 0, headBytes.length);
            System.arraycopy(body, 0, all, headBytes.length, body.length);
            out.write(all);
            out.flush();
            return;
        }
        out.write(headBytes);
        out.flush();
        int slice = Math.max(1, Math.ceilDiv(body.length, SLICES));
        for (int from = 0; from < body.length; from += slice) {
            LockSupport.parkNanos(over.toNanos() / SLICES);
            out.write(body, from, Math.min(slice, body.length - from));
            out.flush();
        }
    }
}
