package dev.baton.load.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads HTTP/1.1 answers (RFC 9112) and says precisely where one ended too early. */
final class ResponseReader {

    private static final int LONGEST_LINE = 16 * 1024;
    private static final int MOST_HEADERS = 200;
    private static final int LARGEST_BODY = 64 * 1024 * 1024;

    private final InputStream in;
    private boolean anyByteOfAnswer;

    /** {@code in} must be buffered: lines are read byte by byte. */
    ResponseReader(InputStream in) {
        this.in = in;
    }

    /** Whether the answer being read, or the last one, had begun: tells an idle close from an early end. */
    boolean answerBegan() {
        return anyByteOfAnswer;
    }

    /** Forgets the answer before; called when the next request goes out. */
    void expectAnswer() {
        anyByteOfAnswer = false;
    }

    Response read() throws IOException {
        Head head = readHead();
        while (head.status >= 100 && head.status < 200 && head.status != 101) {
            head = readHead();
        }
        return new Response(head.status, head.headers, readBody(head));
    }

    /** Status and headers only: for the answer to a WebSocket handshake, after which frames follow. */
    Response readHeadOnly() throws IOException {
        Head head = readHead();
        return new Response(head.status, head.headers, new byte[0]);
    }

    private record Head(int status, Map<String, String> headers) {}

    private Head readHead() throws IOException {
        String statusLine = readLine();
        if (!statusLine.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
            throw new WireException(LossCause.MALFORMED, "not a status line: " + abbreviated(statusLine));
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MOST_HEADERS) {
                throw new WireException(LossCause.MALFORMED, "not a header: " + abbreviated(line));
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Head(status, headers);
    }

    private byte[] readBody(Head head) throws IOException {
        if (head.status == 101 || head.status == 204 || head.status == 304) {
            return new byte[0];
        }
        String coding = head.headers.get("transfer-encoding");
        if (coding != null) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new WireException(LossCause.MALFORMED, "unknown transfer coding " + abbreviated(coding));
            }
            return readChunks();
        }
        String length = head.headers.get("content-length");
        if (length == null) {
            // Ended by closing, a cut answer looks like a whole one: not provably complete, so not accepted.
            throw new WireException(
                    LossCause.MALFORMED, "answer without Content-Length or chunks, status " + head.status);
        }
        return readExactly(parseLength(length, 10));
    }

    private byte[] readChunks() throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            String line = readLine();
            int end = line.indexOf(';');
            int size = parseLength((end < 0 ? line : line.substring(0, end)).strip(), 16);
            if (size == 0) {
                break;
            }
            if (body.size() > LARGEST_BODY - size) {
                throw new WireException(LossCause.MALFORMED, "body larger than " + LARGEST_BODY + " bytes");
            }
            body.writeBytes(readExactly(size));
            if (!readLine().isEmpty()) {
                throw new WireException(LossCause.MALFORMED, "chunk longer than announced");
            }
        }
        while (!readLine().isEmpty()) {
            // Trailers carry nothing that is checked.
        }
        return body.toByteArray();
    }

    private static int parseLength(String digits, int radix) throws WireException {
        try {
            int length = digits.startsWith("-") || digits.startsWith("+") ? -1 : Integer.parseInt(digits, radix);
            if (length >= 0 && length <= LARGEST_BODY) {
                return length;
            }
        } catch (NumberFormatException _) {
            // Reported below like any other impossible length.
        }
        throw new WireException(LossCause.MALFORMED, "not a length: " + abbreviated(digits));
    }

    byte[] readExactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream(80);
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException(anyByteOfAnswer ? "ended within a line" : "closed before the answer");
            }
            anyByteOfAnswer = true;
            if (b == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (line.size() == LONGEST_LINE) {
                throw new WireException(LossCause.MALFORMED, "line longer than " + LONGEST_LINE + " bytes");
            }
            line.write(b);
        }
    }

    private static String abbreviated(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= 60 ? printable : printable.substring(0, 60) + "…";
    }
}
