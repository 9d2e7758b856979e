package dev.baton.load.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One WebSocket frame, RFC 6455 section 5.
 *
 * @param last whether it ends its message
 * @param payload unmasked. Not copied: a frame lives for one reading
 */
record Frame(boolean last, Opcode opcode, byte[] payload) {

    private static final int LARGEST_PAYLOAD = 16 * 1024 * 1024;
    private static final int LARGEST_CONTROL_PAYLOAD = 125;

    enum Opcode {
        CONTINUATION(0),
        TEXT(1),
        BINARY(2),
        CLOSE(8),
        PING(9),
        PONG(10);

        private final int code;

        Opcode(int code) {
            this.code = code;
        }

        boolean control() {
            return code >= 8;
        }

        private static Opcode of(int code) throws WireException {
            for (Opcode opcode : values()) {
                if (opcode.code == code) {
                    return opcode;
                }
            }
            throw new WireException(LossCause.MALFORMED, "unknown WebSocket opcode " + code);
        }
    }

    static Frame of(Opcode opcode, byte[] payload) {
        return new Frame(true, opcode, payload);
    }

    /** A close frame with its status code (section 7.4). */
    static Frame close(int code) {
        return of(Opcode.CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
    }

    /** What a close frame says: code and reason, as far as given. */
    String closeReason() {
        if (payload.length < 2) {
            return "no code";
        }
        var buffer = ByteBuffer.wrap(payload);
        int code = Short.toUnsignedInt(buffer.getShort());
        return (code + " " + StandardCharsets.UTF_8.decode(buffer)).strip();
    }

    /** As a client sends it: masked with {@code mask} (section 5.3). */
    byte[] masked(int mask) {
        byte[] key = ByteBuffer.allocate(4).putInt(mask).array();
        var bytes = new ByteArrayOutputStream(payload.length + 14);
        bytes.write((last ? 0x80 : 0) | opcode.code);
        if (payload.length <= LARGEST_CONTROL_PAYLOAD) {
            bytes.write(0x80 | payload.length);
        } else if (payload.length <= 0xFFFF) {
            bytes.write(0x80 | 126);
            bytes.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            bytes.write(0x80 | 127);
            bytes.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        bytes.writeBytes(key);
        for (int i = 0; i < payload.length; i++) {
            bytes.write(payload[i] ^ key[i & 3]);
        }
        return bytes.toByteArray();
    }

    /** Reads what a server sent: never masked, no extension was agreed. */
    static Frame read(InputStream in) throws IOException {
        int first = byteOf(in);
        if ((first & 0x70) != 0) {
            throw new WireException(LossCause.MALFORMED, "reserved WebSocket bits are set");
        }
        boolean last = (first & 0x80) != 0;
        Opcode opcode = Opcode.of(first & 0x0F);
        int second = byteOf(in);
        if ((second & 0x80) != 0) {
            throw new WireException(LossCause.MALFORMED, "a server must not mask its frames");
        }
        long length = second;
        if (second == 126) {
            length = ByteBuffer.wrap(exactly(in, 2)).getShort() & 0xFFFF;
        } else if (second == 127) {
            length = ByteBuffer.wrap(exactly(in, 8)).getLong();
        }
        if (length < 0 || length > LARGEST_PAYLOAD) {
            throw new WireException(LossCause.MALFORMED, "WebSocket frame of " + length + " bytes");
        }
        if (opcode.control() && (!last || length > LARGEST_CONTROL_PAYLOAD)) {
            throw new WireException(LossCause.MALFORMED, "control frame in fragments or too long");
        }
        return new Frame(last, opcode, exactly(in, (int) length));
    }

    private static int byteOf(InputStream in) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("connection ended without a close frame");
        }
        return b;
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("connection ended within a frame");
        }
        return bytes;
    }
}
