package dev.baton.load;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.baton.load.wire.LossCause;
import dev.baton.load.wire.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every way in which a server can fail a request counts as a loss; good service counts none. */
@Timeout(60)
class HttpLossIT {

    private static final Traffic GETS = new Traffic.KeepAliveGets("/x", 1, 200, AnswerCheck.notEmpty());
    private static final Traffic NEW_GETS = new Traffic.NewConnectionGets("/x", 1, 200, AnswerCheck.notEmpty());

    private static LoadReport run(int port, int requests, Traffic traffic) throws InterruptedException {
        return run(port, requests, traffic, Duration.ofSeconds(10));
    }

    private static LoadReport run(int port, int requests, Traffic traffic, Duration answerWithin)
            throws InterruptedException {
        var plan =
                new LoadPlan(Target.loopback(port), List.of(traffic), Duration.ofSeconds(30), requests, answerWithin);
        try (LoadRun run = LoadRun.start(plan, Timebase.ofSystem())) {
            return run.await();
        }
    }

    private static Loss onlyLoss(LoadReport report) {
        assertEquals(1, report.losses().size(), () -> report.losses().toString());
        assertFalse(report.flawless());
        return report.losses().getFirst();
    }

    @Test
    void goodServiceCountsNoLossAndKeepsItsOneConnection() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            while (true) {
                connection.request();
                connection.answer("200 OK", "fine", "Baton-Route: a.7.blue");
            }
        })) {
            LoadReport report = run(server.port(), 50, GETS);
            assertEquals(50, report.requests());
            assertEquals(0, report.lostRequests());
            assertTrue(report.flawless());
            assertEquals(1, server.connections());
        }
    }

    @Test
    void anAnnouncedCloseIsNoLoss() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            connection.request();
            connection.answer("200 OK", "fine");
            connection.request();
            connection.answer("200 OK", "fine", "Connection: close");
        })) {
            LoadReport report = run(server.port(), 10, GETS);
            assertEquals(10, report.requests());
            assertTrue(report.flawless(), () -> report.losses().toString());
            assertEquals(5, server.connections());
        }
    }

    @Test
    void anUnannouncedIdleCloseIsALossThoughTheNextConnectionWorks() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            connection.request();
            connection.answer("200 OK", "fine");
            if (connection.number() > 1) {
                while (true) {
                    connection.request();
                    connection.answer("200 OK", "fine");
                }
            }
        })) {
            LoadReport report = run(server.port(), 10, GETS);
            Loss loss = onlyLoss(report);
            assertEquals(LossCause.IDLE_CLOSE, loss.cause());
            assertTrue(loss.keptConnection());
            assertEquals(10, report.requests());
            assertEquals(1, report.lostRequests());
            assertEquals(2, server.connections());
        }
    }

    @Test
    void aResetInTheMiddleOfAnAnswerIsALoss() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            connection.request();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
            connection.reset();
        })) {
            Loss loss = onlyLoss(run(server.port(), 1, GETS));
            assertEquals(LossCause.RESET, loss.cause());
            assertFalse(loss.keptConnection());
        }
    }

    @Test
    void aResetOfAKeptConnectionIsALoss() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            connection.request();
            connection.answer("200 OK", "fine");
            connection.request();
            connection.reset();
        })) {
            Loss loss = onlyLoss(run(server.port(), 2, GETS));
            assertEquals(LossCause.IDLE_CLOSE, loss.cause());
            assertTrue(loss.keptConnection());
        }
    }

    @Test
    void aShortBodyIsALoss() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            connection.request();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort");
        })) {
            Loss loss = onlyLoss(run(server.port(), 1, NEW_GETS));
            assertEquals(LossCause.EARLY_END, loss.cause());
            assertEquals(Kind.NEW_CONNECTION_GET, loss.kind());
        }
    }

    @Test
    void aConnectionClosedWithoutAnyAnswerIsALoss() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.Connection::request)) {
            assertEquals(
                    LossCause.EARLY_END,
                    onlyLoss(run(server.port(), 1, NEW_GETS)).cause());
        }
    }

    @Test
    void aStatusOtherThan2xxIsALoss() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            connection.request();
            connection.answer("502 Bad Gateway", "sorry", "Baton-Route: b.3.green");
        })) {
            Loss loss = onlyLoss(run(server.port(), 1, GETS));
            assertEquals(LossCause.STATUS, loss.cause());
            assertEquals("status 502 by b.3: sorry", loss.detail());
        }
    }

    @Test
    void aRedirectIsALossToo() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            connection.request();
            connection.answer("302 Found", "", "Location: /elsewhere");
        })) {
            assertEquals(LossCause.STATUS, onlyLoss(run(server.port(), 1, GETS)).cause());
        }
    }

    @Test
    void anAnswerThatIsNotHttpIsALoss() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            connection.request();
            connection.send("SSH-2.0-OpenSSH_9.2\r\n");
        })) {
            assertEquals(
                    LossCause.MALFORMED, onlyLoss(run(server.port(), 1, GETS)).cause());
        }
    }

    @Test
    void noListenerIsALoss() throws Exception {
        int port;
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = listener.getLocalPort();
        }
        LoadReport report = run(port, 3, NEW_GETS);
        assertEquals(3, report.lostRequests());
        assertEquals(LossCause.NOT_CONNECTED, report.losses().getFirst().cause());
    }

    @Test
    void noAnswerInTimeIsALoss() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.Connection::hang)) {
            LoadReport report = run(server.port(), 1, GETS, Duration.ofMillis(200));
            assertEquals(LossCause.TIMEOUT, onlyLoss(report).cause());
        }
    }

    @Test
    void anAnswerThatTricklesBeyondItsTimeIsALoss() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            connection.request();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            for (int i = 0; i < 100_000; i++) {
                connection.send("x");
                LockSupport.parkNanos(20_000_000);
            }
        })) {
            LoadReport report = run(server.port(), 1, GETS, Duration.ofMillis(300));
            assertEquals(LossCause.TIMEOUT, onlyLoss(report).cause());
        }
    }

    @Test
    void aServerThatNeverReadsALargeBodyIsALossInTime() throws Exception {
        Traffic large = new Traffic.Posts("/x", PostBody.binary(32 * 1024 * 1024), 1, 1, AnswerCheck.sha256OfSent());
        try (var server = new ScriptedServer(connection -> {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(100_000_000);
            }
        })) {
            LoadReport report = run(server.port(), 1, large, Duration.ofMillis(500));
            assertEquals(LossCause.TIMEOUT, onlyLoss(report).cause());
        }
    }

    @Test
    void aPostIsCheckedByTheSumOfItsBody() throws Exception {
        Traffic posts = new Traffic.Posts("/sum", PostBody.binary(1024 * 1024), 1, 50, AnswerCheck.sha256OfSent());
        try (var server = new ScriptedServer(connection -> {
            while (true) {
                byte[] body = connection.request();
                connection.answer("200 OK", sha256(body));
            }
        })) {
            LoadReport report = run(server.port(), 5, posts);
            assertTrue(report.flawless(), () -> report.losses().toString());
            assertEquals(5, report.kinds().get(Kind.POST).requests());
        }
    }

    @Test
    void aWrongSumIsALoss() throws Exception {
        Traffic posts = new Traffic.Posts("/sum", PostBody.binary(1000), 1, 50, AnswerCheck.sha256OfSent());
        try (var server = new ScriptedServer(connection -> {
            byte[] body = connection.request();
            body[500] ^= 1;
            connection.answer("200 OK", sha256(body));
        })) {
            assertEquals(
                    LossCause.WRONG_BODY, onlyLoss(run(server.port(), 1, posts)).cause());
        }
    }

    @Test
    void aSlowRequestTakesItsTimeAndArrivesWhole() throws Exception {
        Traffic slow = new Traffic.SlowPosts(
                "/sum", PostBody.binary(2000), Duration.ofMillis(400), 1, 10, AnswerCheck.sha256OfSent());
        try (var server = new ScriptedServer(connection -> connection.answer("200 OK", sha256(connection.request())))) {
            LoadReport report = run(server.port(), 1, slow);
            assertTrue(report.flawless(), () -> report.losses().toString());
            assertTrue(report.kinds().get(Kind.SLOW_POST).latency().max() >= 400);
        }
    }

    @Test
    void everyConnectionOfNewConnectionGetsIsNew() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            connection.request();
            connection.answer("200 OK", "fine");
        })) {
            LoadReport report = run(server.port(), 7, NEW_GETS);
            assertTrue(report.flawless(), () -> report.losses().toString());
            assertEquals(7, server.connections());
        }
    }

    @Test
    void recordsByWhichRouteEachAnswerCame() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            for (int i = 0; i < 10; i++) {
                connection.request();
                connection.answer("200 OK", "fine", "Baton-Route: " + (i < 6 ? "a.1.blue" : "b.2.green"));
            }
        })) {
            var plan = new LoadPlan(
                    Target.loopback(server.port()), List.of(GETS), Duration.ofSeconds(30), 10, Duration.ofSeconds(10));
            var timebase = Timebase.ofSystem();
            try (LoadRun run = LoadRun.start(plan, timebase)) {
                run.await();
                assertEquals(6, run.answers().perRoute().get(new RouteTag("a", 1, "blue")));
                Answer first = run.answers().firstBy("green", timebase.at(0)).orElseThrow();
                assertEquals(List.of(), run.answers().byBegunAfter("blue", first.sent()));
                assertEquals(
                        4, run.answers().byBegunAfter("green", first.sent()).size());
            }
        }
    }

    @Test
    void stoppingFinishesWhatHasBegun() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            while (true) {
                connection.request();
                LockSupport.parkNanos(100_000_000);
                connection.answer("200 OK", "fine");
            }
        })) {
            Traffic many = new Traffic.KeepAliveGets("/x", 8, 500, AnswerCheck.notEmpty());
            var plan = new LoadPlan(
                    Target.loopback(server.port()),
                    List.of(many),
                    Duration.ofSeconds(30),
                    100_000,
                    Duration.ofSeconds(10));
            try (LoadRun run = LoadRun.start(plan, Timebase.ofSystem())) {
                await().until(() -> run.report().requests() > 20);
                LoadReport report = run.stop();
                assertTrue(report.flawless(), () -> report.losses().toString());
                assertEquals(report.requests(), run.stop().requests());
            }
        }
    }

    @Test
    void keepsToItsRate() throws Exception {
        try (var server = new ScriptedServer(connection -> {
            while (true) {
                connection.request();
                connection.answer("200 OK", "fine");
            }
        })) {
            LoadReport report = run(server.port(), 50, new Traffic.KeepAliveGets("/x", 5, 100, AnswerCheck.notEmpty()));
            assertTrue(report.tookMillis() >= 450, () -> report.tookMillis() + " ms");
        }
    }

    private static String sha256(byte[] body) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }
}
