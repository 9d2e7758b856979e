package dev.baton.load.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** The input of a socket that is not connected yet when this object is made. */
final class ConnectedInput extends InputStream {

    private final Socket socket;

    ConnectedInput(Socket socket) {
        this.socket = socket;
    }

    @Override
    public int read() throws IOException {
        return socket.getInputStream().read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return socket.getInputStream().read(buffer, offset, length);
    }
}
