package dev.baton.e2e.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/** A port behind which a server is there from some moment on: until it is opened, connections are refused. */
public final class Gate implements AutoCloseable {

    private final ServerSocket door;
    private final int behind;

    private Gate(ServerSocket door, int behind) {
        this.door = door;
        this.behind = behind;
        Thread.ofVirtual().start(this::accept);
    }

    /** Opens {@code port}; what comes is handed to the server at {@code behind}. */
    public static Gate open(int port, int behind) {
        try {
            return new Gate(new ServerSocket(port, 16, InetAddress.getLoopbackAddress()), behind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                var visitor = door.accept();
                var host = new Socket(InetAddress.getLoopbackAddress(), behind);
                Thread.ofVirtual().start(() -> carry(visitor, host));
                Thread.ofVirtual().start(() -> carry(host, visitor));
            }
        } catch (SocketException _) {
            // Closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void carry(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException _) {
            // One side has ended, and so does the other.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
