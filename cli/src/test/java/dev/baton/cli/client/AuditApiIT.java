package dev.baton.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.baton.cli.CommandFailure;
import dev.baton.cli.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditApiIT {
    private final Deque<Answer> answers = new ArrayDeque<>();
    private HttpServer server = server();
    private AuditApi audit = new AuditApi(URI.create("http://127.0.0.1:1"));

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            var answer = answers.remove();
            var body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        audit = new AuditApi(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void readsEvents() {
        answers.add(new Answer(200, """
                {"application": "a", "events": [{"sequence": 7, "recordedAt": "2026-01-01T00:00:00Z", "hash": "00",
                 "event": {"id": "e", "type": "dev.baton.green-started.v1", "causationid": "c"}}]}
                """));

        var events = audit.eventsAfter("a", 6);

        assertThat(events).hasSize(1);
        assertThat(events.getFirst().kind()).isEqualTo("green-started");
        assertThat(events.getFirst().cause()).contains("c");
    }

    @Test
    void knowsNoEventsOfAnUnknownApplication() {
        answers.add(new Answer(404, "{}"));

        assertThat(audit.lastEvents("a", 1)).isEmpty();
    }

    @Test
    void waitsWhileAuditRebuildsItsState() {
        answers.add(new Answer(503, "{}"));
        answers.add(new Answer(200, "{\"applications\": []}"));

        assertThat(audit.applications().path("applications")).isEmpty();
    }

    @Test
    void tellsWhatAuditSaysIsWrong() {
        answers.add(new Answer(500, "{\"detail\": \"the store is closed\"}"));

        assertThatThrownBy(() -> audit.verify(Optional.empty())).hasMessageContaining("the store is closed");
    }

    @Test
    void isUnreachableWhereNobodyListens() {
        server.stop(0);

        assertThatThrownBy(() -> audit.applications())
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNREACHABLE));
    }

    @Test
    void isUnreachableWhereSomebodyElseListens() {
        answers.add(new Answer(200, "<html>not audit</html>"));

        assertThatThrownBy(() -> audit.applications()).isInstanceOf(CommandFailure.class);
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Answer(int status, String body) {}
}
