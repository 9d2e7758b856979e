package dev.baton.cli.up;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Whether something on this machine answers. */
public final class Answers {
    private static final int PATIENCE_MS = 2_000;

    private Answers() {}

    /** Whether a connection to this port of 127.0.0.1 is accepted. */
    public static boolean tcp(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Whether GET is answered with 200 within two seconds. */
    public static boolean http(URI address) {
        try {
            // Not java.net.http: its threads and selectors would be a third of the supervisor's memory.
            var connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MS);
            connection.setReadTimeout(PATIENCE_MS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException _) {
            return false;
        }
    }
}
