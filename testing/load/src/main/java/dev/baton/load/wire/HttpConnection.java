package dev.baton.load.wire;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One TCP connection and the exchanges on it. It never repeats a request and never opens a second socket. Used by one
 * thread at a time.
 */
public final class HttpConnection implements AutoCloseable {

    private final Target target;
    private final Deadlines deadlines;
    private final LongSupplier nanoTime;
    private final Socket socket = new Socket();
    private int exchanges;
    private boolean open = true;

    private final ResponseReader reader;

    /** Connects at the first exchange. */
    public HttpConnection(Target target, Deadlines deadlines, LongSupplier nanoTime) {
        this.target = target;
        this.deadlines = deadlines;
        this.nanoTime = nanoTime;
        // The stream is asked for only once connected; before, a socket has none.
        this.reader = new ResponseReader(new BufferedInputStream(new ConnectedInput(socket), 16 * 1024));
    }

    /** Whether an exchange on it has already succeeded: then a failure is that of a kept connection. */
    public boolean kept() {
        return exchanges > 0;
    }

    /** Whether another exchange may follow. */
    public boolean open() {
        return open;
    }

    /** Sends the request and reads its answer, within {@code allowed} in all, connecting included. */
    public Exchange exchange(Request request, Duration allowed) {
        if (!open) {
            throw new IllegalStateException("The connection is closed; open another one");
        }
        try (var deadline = deadlines.after(allowed, socket)) {
            try {
                return exchange(request);
            } catch (IOException e) {
                close();
                return deadline.passed()
                        ? new Exchange.Broken(
                                LossCause.TIMEOUT, "no complete answer within " + allowed.toMillis() + " ms")
                        : broken(e);
            }
        }
    }

    private Exchange exchange(Request request) throws IOException {
        if (exchanges == 0) {
            connect();
        }
        reader.expectAnswer();
        long sent = nanoTime.getAsLong();
        request.writeTo(socket.getOutputStream(), target.hostHeader());
        Response response = reader.read();
        long received = nanoTime.getAsLong();
        exchanges++;
        if (request.closes() || response.announcesClose()) {
            close();
        }
        return new Exchange.Answered(response, sent, received);
    }

    private void connect() throws WireException {
        try {
            socket.setTcpNoDelay(true);
            socket.connect(target.address());
        } catch (IOException e) {
            throw new WireException(LossCause.NOT_CONNECTED, String.valueOf(e.getMessage()));
        }
    }

    private Exchange.Broken broken(IOException e) {
        String detail = String.valueOf(e.getMessage());
        if (e instanceof WireException wire) {
            return new Exchange.Broken(wire.lossCause(), detail);
        }
        if (kept() && !reader.answerBegan()) {
            return new Exchange.Broken(LossCause.IDLE_CLOSE, detail);
        }
        return new Exchange.Broken(e instanceof EOFException ? LossCause.EARLY_END : LossCause.RESET, detail);
    }

    @Override
    public void close() {
        open = false;
        Deadlines.closeQuietly(socket);
    }
}
