package dev.baton.load;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.baton.load.ScriptedServer.Connection;
import dev.baton.load.wire.LossCause;
import dev.baton.load.wire.Opening;
import dev.baton.load.wire.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every way in which a WebSocket can break counts; one that lives until its client hangs up does not. */
@Timeout(60)
class WebSocketLossIT {

    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int CLOSE = 0x8;
    private static final byte[] MESSAGE = {(byte) 0x81, 1, 'x'};

    private static LoadPlan plan(int port, Duration silence) {
        var sockets = new Traffic.WebSockets("/ws", 1, Duration.ofMillis(50), Duration.ofMillis(400), silence);
        return new LoadPlan(Target.loopback(port), List.of(sockets), Duration.ofSeconds(30), 1, Duration.ofSeconds(5));
    }

    private static Loss firstBreak(ScriptedServer.Script script, Duration silence) throws Exception {
        try (var server = new ScriptedServer(script);
                LoadRun run = LoadRun.start(plan(server.port(), silence), Timebase.ofSystem())) {
            await().until(() -> run.report().webSocketsBroken() > 0);
            return run.report().losses().getFirst();
        }
    }

    private static void accept(Connection connection) throws IOException {
        connection.request();
        connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Baton-Route: a.1.blue\r\nSec-WebSocket-Accept: " + acceptFor(connection.header("Sec-WebSocket-Key"))
                + "\r\n\r\n");
    }

    private static String acceptFor(String key) throws IOException {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes("US-ASCII")));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    /** Answers pings, sends a message for each, and agrees to a close: a good server. */
    private static void behave(Connection connection) throws IOException {
        while (true) {
            int opcode = connection.read() & 0x0F;
            int length = connection.read();
            assertTrue((length & 0x80) != 0, "a client masks its frames");
            byte[] mask = connection.read(4);
            byte[] payload = connection.read(length & 0x7F);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i & 3];
            }
            switch (opcode) {
                case PING -> {
                    connection.send(frame(PONG, payload));
                    connection.send(MESSAGE);
                }
                case CLOSE -> {
                    connection.send(frame(CLOSE, payload));
                    return;
                }
                default -> throw new IOException("unexpected opcode " + opcode);
            }
        }
    }

    private static byte[] frame(int opcode, byte[] payload) {
        byte[] frame = new byte[payload.length + 2];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 2, payload.length);
        return frame;
    }

    @Test
    void aSocketThatLivesUntilItsClientHangsUpIsNotBroken() throws Exception {
        try (var server = new ScriptedServer(connection -> {
                    accept(connection);
                    behave(connection);
                });
                LoadRun run = LoadRun.start(plan(server.port(), Duration.ofSeconds(2)), Timebase.ofSystem())) {
            await().until(() -> run.report().webSocketMessages() >= 5);
            LoadReport report = run.stop();
            assertEquals(0, report.webSocketsBroken(), () -> report.losses().toString());
            assertEquals(1, report.webSocketsOpened());
            assertEquals(1, server.connections());
            assertEquals(0, report.requests());
            assertEquals(1, run.answers().perRoute().get(new RouteTag("a", 1, "blue")));
        }
    }

    @Test
    void answersTheServersPings() throws Exception {
        var answered = new AtomicInteger();
        try (var server = new ScriptedServer(connection -> {
                    accept(connection);
                    connection.send(frame(PING, new byte[] {'h', 'i'}));
                    while (answered.get() == 0) {
                        int opcode = connection.read() & 0x0F;
                        byte[] rest = connection.read((connection.read() & 0x7F) + 4);
                        if (opcode == PONG) {
                            answered.set(rest[4] ^ rest[0]);
                        }
                    }
                    connection.hang();
                });
                LoadRun listening = LoadRun.start(plan(server.port(), Duration.ofSeconds(20)), Timebase.ofSystem())) {
            await().untilAsserted(() -> assertEquals('h', answered.get()));
            assertEquals(0, listening.report().webSocketsBroken());
        }
    }

    @Test
    void offersItsSubprotocolAndSpeaksFirstWhereItIsToldTo() throws Exception {
        var said = new AtomicReference<>("");
        try (var server = new ScriptedServer(connection -> {
                    acceptProtocol(connection);
                    connection.read();
                    byte[] mask = new byte[4];
                    byte[] payload = new byte[connection.read() & 0x7F];
                    System.arraycopy(connection.read(4), 0, mask, 0, 4);
                    System.arraycopy(connection.read(payload.length), 0, payload, 0, payload.length);
                    for (int i = 0; i < payload.length; i++) {
                        payload[i] ^= mask[i & 3];
                    }
                    said.set(new String(payload, StandardCharsets.UTF_8));
                    connection.hang();
                });
                LoadRun run = LoadRun.start(speaking(server.port()), Timebase.ofSystem())) {
            await().untilAsserted(() -> assertEquals("hello", said.get()));
            assertEquals(0, run.report().webSocketsBroken());
        }
    }

    @Test
    void aServerThatDoesNotTakeTheSubprotocolIsALoss() throws Exception {
        try (var server = new ScriptedServer(WebSocketLossIT::accept);
                LoadRun run = LoadRun.start(speaking(server.port()), Timebase.ofSystem())) {
            await().until(() -> !run.report().losses().isEmpty());
            Loss loss = run.report().losses().getFirst();
            assertEquals(LossCause.MALFORMED, loss.cause());
            assertEquals("101 without the subprotocol talk", loss.detail());
        }
    }

    private static LoadPlan speaking(int port) {
        var sockets = new Traffic.WebSockets(
                "/ws",
                new Opening("talk", List.of("hello")),
                1,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20));
        return new LoadPlan(Target.loopback(port), List.of(sockets), Duration.ofSeconds(30), 1, Duration.ofSeconds(5));
    }

    private static void acceptProtocol(Connection connection) throws IOException {
        connection.request();
        connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Protocol: " + connection.header("Sec-WebSocket-Protocol") + "\r\n"
                + "Sec-WebSocket-Accept: " + acceptFor(connection.header("Sec-WebSocket-Key")) + "\r\n\r\n");
    }

    @Test
    void aPoliteCloseThatNobodyAskedForIsABreak() throws Exception {
        Loss loss = firstBreak(
                connection -> {
                    accept(connection);
                    connection.send(frame(CLOSE, new byte[] {0x03, (byte) 0xE9}));
                },
                Duration.ofSeconds(20));
        assertEquals(LossCause.UNEXPECTED_CLOSE, loss.cause());
        assertEquals("closed by the server: 1001", loss.detail());
    }

    @Test
    void anEndWithoutACloseFrameIsABreak() throws Exception {
        Loss loss = firstBreak(WebSocketLossIT::accept, Duration.ofSeconds(20));
        assertEquals(LossCause.UNEXPECTED_CLOSE, loss.cause());
    }

    @Test
    void aResetIsABreak() throws Exception {
        Loss loss = firstBreak(
                connection -> {
                    accept(connection);
                    connection.reset();
                },
                Duration.ofSeconds(20));
        assertEquals(LossCause.UNEXPECTED_CLOSE, loss.cause());
    }

    @Test
    void aMissingPongIsABreakThoughMessagesCome() throws Exception {
        Loss loss = firstBreak(
                connection -> {
                    accept(connection);
                    while (true) {
                        connection.send(MESSAGE);
                        LockSupport.parkNanos(20_000_000);
                    }
                },
                Duration.ofSeconds(20));
        assertEquals(LossCause.MISSING_PONG, loss.cause());
    }

    @Test
    void silenceIsABreakThoughPongsCome() throws Exception {
        Loss loss = firstBreak(
                connection -> {
                    accept(connection);
                    while (true) {
                        connection.read();
                        byte[] rest = connection.read((connection.read() & 0x7F) + 4);
                        byte[] payload = new byte[rest.length - 4];
                        for (int i = 0; i < payload.length; i++) {
                            payload[i] = (byte) (rest[i + 4] ^ rest[i & 3]);
                        }
                        connection.send(frame(PONG, payload));
                    }
                },
                Duration.ofMillis(600));
        assertEquals(LossCause.SILENCE, loss.cause());
    }

    @Test
    void aHandshakeAnsweredOtherwiseIsABreak() throws Exception {
        Loss loss = firstBreak(
                connection -> {
                    connection.request();
                    connection.answer("200 OK", "no WebSocket here");
                },
                Duration.ofSeconds(20));
        assertEquals(LossCause.STATUS, loss.cause());
    }

    @Test
    void aHandshakeWithSomebodyElsesProofIsABreak() throws Exception {
        Loss loss = firstBreak(
                connection -> {
                    connection.request();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n");
                },
                Duration.ofSeconds(20));
        assertEquals(LossCause.MALFORMED, loss.cause());
    }

    @Test
    void afterABreakASocketIsOpenedAnewAndTheBreakStaysOnRecord() throws Exception {
        try (var server = new ScriptedServer(connection -> {
                    accept(connection);
                    if (connection.number() > 1) {
                        behave(connection);
                    }
                });
                LoadRun run = LoadRun.start(plan(server.port(), Duration.ofSeconds(5)), Timebase.ofSystem())) {
            await().until(() -> run.report().webSocketMessages() >= 2);
            LoadReport report = run.stop();
            assertEquals(2, report.webSocketsOpened());
            assertEquals(1, report.webSocketsBroken());
        }
    }
}
