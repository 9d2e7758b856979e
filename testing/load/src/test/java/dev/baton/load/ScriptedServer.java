package dev.baton.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on a real socket that treats each connection exactly as its script says, good manners or bad. */
final class ScriptedServer implements AutoCloseable {

    private final ServerSocket listener;
    private final Script script;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    /** What happens on one connection; an exception ends it. */
    @FunctionalInterface
    interface Script {
        void serve(Connection connection) throws IOException;
    }

    ScriptedServer(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections came. */
    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            script.serve(new Connection(number, socket));
        } catch (IOException _) {
            // The client went away, which a script may well have provoked.
        } finally {
            sockets.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** One connection, as the script sees it. */
    static final class Connection {

        private final int number;
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private String head = "";

        private Connection(int number, Socket socket) throws IOException {
            this.number = number;
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** 1 for the server's first connection. */
        int number() {
            return number;
        }

        /** Reads a request to its end and returns its body; fails at the end of the connection. */
        byte[] request() throws IOException {
            var bytes = new ByteArrayOutputStream();
            while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("no more requests");
                }
                bytes.write(b);
            }
            head = bytes.toString(StandardCharsets.ISO_8859_1);
            String length = header("Content-Length");
            return length.isEmpty() ? new byte[0] : in.readNBytes(Integer.parseInt(length));
        }

        /** A header of the last request, or "". */
        String header(String name) {
            return head.lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** A whole answer with this body. */
        void answer(String status, String body, String... headers) throws IOException {
            var text = new StringBuilder("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n");
            for (String header : headers) {
                text.append(header).append("\r\n");
            }
            send(text.append("\r\n").append(body).toString());
        }

        /** One byte; fails at the end of the connection. */
        int read() throws IOException {
            return read(1)[0] & 0xFF;
        }

        /** That many bytes; fails at the end of the connection. */
        byte[] read(int length) throws IOException {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the client is gone");
            }
            return bytes;
        }

        /** Ends the connection by a reset instead of a proper end. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Leaves the connection open and silent until the client ends it. */
        void hang() throws IOException {
            while (in.read() >= 0) {
                // Whatever comes is ignored.
            }
        }
    }
}
