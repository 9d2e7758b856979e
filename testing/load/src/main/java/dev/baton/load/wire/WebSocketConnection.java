package dev.baton.load.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * An open WebSocket, client side (RFC 6455). One thread receives; any thread may send pings or close.
 */
public final class WebSocketConnection implements AutoCloseable {

    private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int NORMAL_CLOSURE = 1000;
    private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final RandomGenerator random;
    private final ReentrantLock sending = new ReentrantLock();
    private volatile boolean closeAsked;

    private WebSocketConnection(Socket socket, InputStream in, RandomGenerator random) {
        this.socket = socket;
        this.in = in;
        this.random = random;
    }

    /** What {@link #receive()} found. */
    public sealed interface Incoming {

        /** A whole text or binary message. */
        record Message(byte[] payload) implements Incoming {}

        /** The answer to the ping with this number. */
        record Pong(long number) implements Incoming {}

        /** The server agreed to the close that this client asked for. */
        record Closed() implements Incoming {}

        /** The WebSocket ended though nobody here asked. */
        record Broken(LossCause cause, String detail) implements Incoming {}
    }

    /** Connects, shakes hands and says what is to be said first, within {@code allowed} in all. */
    public static Upgrade open(
            Target target,
            String path,
            Opening opening,
            Duration allowed,
            Deadlines deadlines,
            RandomGenerator random,
            LongSupplier nanoTime) {
        var socket = new Socket();
        try (var deadline = deadlines.after(allowed, socket)) {
            try {
                return shakeHands(socket, target, path, opening, random, nanoTime);
            } catch (IOException e) {
                Deadlines.closeQuietly(socket);
                String detail = String.valueOf(e.getMessage());
                if (deadline.passed()) {
                    return new Upgrade.Refused(LossCause.TIMEOUT, "no handshake within " + allowed.toMillis() + " ms");
                }
                LossCause cause = switch (e) {
                    case WireException wire -> wire.lossCause();
                    case EOFException _ -> LossCause.EARLY_END;
                    case IOException _ -> LossCause.RESET;
                };
                return new Upgrade.Refused(cause, detail);
            }
        }
    }

    private static Upgrade shakeHands(
            Socket socket, Target target, String path, Opening opening, RandomGenerator random, LongSupplier nanoTime)
            throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.connect(target.address());
        } catch (IOException e) {
            throw new WireException(LossCause.NOT_CONNECTED, String.valueOf(e.getMessage()));
        }
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        String handshake = "GET " + path + " HTTP/1.1\r\nHost: " + target.hostHeader()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + key + "\r\n"
                + (opening.protocol().isEmpty() ? "" : "Sec-WebSocket-Protocol: " + opening.protocol() + "\r\n")
                + "\r\n";
        long sent = nanoTime.getAsLong();
        socket.getOutputStream().write(handshake.getBytes(StandardCharsets.ISO_8859_1));
        var in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        Response response = new ResponseReader(in).readHeadOnly();
        long received = nanoTime.getAsLong();
        if (response.status() != 101) {
            throw new WireException(LossCause.STATUS, "handshake answered with status " + response.status());
        }
        boolean upgraded =
                response.header("upgrade").orElse("").toLowerCase(Locale.ROOT).equals("websocket");
        if (!upgraded || !response.header("sec-websocket-accept").orElse("").equals(acceptFor(key))) {
            throw new WireException(LossCause.MALFORMED, "101 without the Sec-WebSocket-Accept of this handshake");
        }
        if (!response.header("sec-websocket-protocol").orElse("").equals(opening.protocol())) {
            throw new WireException(LossCause.MALFORMED, "101 without the subprotocol " + opening.protocol());
        }
        var connection = new WebSocketConnection(socket, in, random);
        for (String message : opening.messages()) {
            connection.send(Frame.of(Frame.Opcode.TEXT, message.getBytes(StandardCharsets.UTF_8)));
        }
        return new Upgrade.Opened(connection, response, sent, received);
    }

    /** The proof that the server understood the handshake (section 4.2.2). */
    static String acceptFor(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + ACCEPT_SALT).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }

    /** Waits for the next thing that matters; answers the server's pings by itself. */
    public Incoming receive() {
        try {
            var message = new ByteArrayOutputStream();
            while (true) {
                Frame frame = Frame.read(in);
                switch (frame.opcode()) {
                    case TEXT, BINARY, CONTINUATION -> {
                        if (message.size() > LARGEST_MESSAGE - frame.payload().length) {
                            throw new WireException(LossCause.MALFORMED, "message too large");
                        }
                        message.writeBytes(frame.payload());
                        if (frame.last()) {
                            return new Incoming.Message(message.toByteArray());
                        }
                    }
                    case PING -> send(Frame.of(Frame.Opcode.PONG, frame.payload()));
                    case PONG -> {
                        if (frame.payload().length == Long.BYTES) {
                            return new Incoming.Pong(
                                    ByteBuffer.wrap(frame.payload()).getLong());
                        }
                    }
                    case CLOSE -> {
                        close();
                        return closeAsked
                                ? new Incoming.Closed()
                                : new Incoming.Broken(
                                        LossCause.UNEXPECTED_CLOSE, "closed by the server: " + frame.closeReason());
                    }
                }
            }
        } catch (WireException e) {
            close();
            return new Incoming.Broken(e.lossCause(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            close();
            // After asking for the close, the server may end the connection without a frame of its own.
            return closeAsked
                    ? new Incoming.Closed()
                    : new Incoming.Broken(LossCause.UNEXPECTED_CLOSE, String.valueOf(e.getMessage()));
        }
    }

    /** Sends a ping that its pong can be recognised by. */
    public void ping(long number) throws IOException {
        send(Frame.of(
                Frame.Opcode.PING,
                ByteBuffer.allocate(Long.BYTES).putLong(number).array()));
    }

    /** Asks the server to close; {@link #receive()} then ends with {@code Closed}. */
    public void askToClose() {
        closeAsked = true;
        try {
            send(Frame.close(NORMAL_CLOSURE));
        } catch (IOException _) {
            close();
        }
    }

    private void send(Frame frame) throws IOException {
        byte[] bytes = frame.masked(random.nextInt());
        sending.lock();
        try {
            socket.getOutputStream().write(bytes);
        } finally {
            sending.unlock();
        }
    }

    /** Cuts the connection. */
    @Override
    public void close() {
        Deadlines.closeQuietly(socket);
    }
}
