package dev.baton.syncmonitor.adapter.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A real HTTP or HTTPS server on a free port that answers as it is told. */
public final class TinyServer implements AutoCloseable {

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public TinyServer() {
        this(Optional.empty());
    }

    /** With a certificate of its own. */
    public static TinyServer secure(SSLContext certificate) {
        return new TinyServer(Optional.of(certificate));
    }

    private TinyServer(Optional<SSLContext> certificate) {
        try {
            server = certificate.isPresent() ? HttpsServer.create() : HttpServer.create();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (server instanceof HttpsServer secure) {
            secure.setHttpsConfigurator(new HttpsConfigurator(certificate.orElseThrow()));
        }
        scheme = certificate.isPresent() ? "https" : "http";
        server.setExecutor(threads);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public URI at(String path) {
        return URI.create(scheme + "://127.0.0.1:" + port() + path);
    }

    /** Answers requests for the path, and for all below it, that way from now on. */
    public TinyServer answering(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        return this;
    }

    /** Answers with a status and a text. */
    public TinyServer answering(String path, int status, String body) {
        return answering(path, exchange -> send(exchange, status, body));
    }

    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
