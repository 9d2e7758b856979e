package dev.baton.syncmonitor;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes bytes between its port and another one; while it is silent it takes what the client sends and answers nothing. */
final class Relay implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean silent;

    Relay(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        open.add(server);
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void isSilent(boolean now) {
        silent = now;
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                var peer = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(peer);
                Thread.startVirtualThread(() -> pass(client, peer));
                Thread.startVirtualThread(() -> pass(peer, client));
            }
        } catch (IOException _) {
            // It is closed.
        }
    }

    private void pass(Socket from, Socket to) {
        var bytes = new byte[8_192];
        try (from;
                to) {
            for (var count = 0; count >= 0; count = from.getInputStream().read(bytes)) {
                if (!silent) {
                    to.getOutputStream().write(bytes, 0, count);
                }
            }
        } catch (IOException _) {
            // One of both has gone, so the other goes, too.
        }
    }

    @Override
    public void close() {
        for (var one : open) {
            try {
                one.close();
            } catch (IOException _) {
                // It is given up in any case.
            }
        }
    }
}
