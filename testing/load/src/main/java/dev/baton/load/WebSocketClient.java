package dev.baton.load;

import dev.baton.load.wire.LossCause;
import dev.baton.load.wire.Upgrade;
import dev.baton.load.wire.WebSocketConnection;
import dev.baton.load.wire.WebSocketConnection.Incoming;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket client: opens a socket and listens until the run is over. A second thread sends pings and watches for
 * silence. After a break, which is on record, it opens another.
 */
final class WebSocketClient {

    /** Between looks at pongs and silence; breaks are dated this precisely. */
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(50).toNanos();

    private final RunControl run;
    private final Traffic.WebSockets traffic;
    private final Pace openings;
    private final RandomGenerator random;

    WebSocketClient(RunControl run, Traffic.WebSockets traffic, Pace openings, RandomGenerator random) {
        this.run = run;
        this.traffic = traffic;
        this.openings = openings;
        this.random = random;
    }

    void work() throws InterruptedException {
        while (!run.over()) {
            run.pauseUntil(openings.next(run.timebase().nanos()));
            if (run.over()) {
                return;
            }
            Upgrade upgrade = WebSocketConnection.open(
                    run.plan().target(),
                    traffic.path(),
                    traffic.opening(),
                    run.plan().answerWithin(),
                    run.deadlines(),
                    random,
                    run.timebase()::nanos);
            switch (upgrade) {
                case Upgrade.Refused refused ->
                    run.ledger().lost(Kind.WEB_SOCKET, false, refused.cause(), refused.detail());
                case Upgrade.Opened opened -> listen(opened);
            }
        }
    }

    private void listen(Upgrade.Opened opened) throws InterruptedException {
        run.ledger()
                .opened(
                        opened.response().header(RouteTag.HEADER).flatMap(RouteTag::parse),
                        opened.sentNanos(),
                        opened.receivedNanos());
        try (WebSocketConnection socket = opened.socket()) {
            var watch = new Watch(socket);
            Thread watcher = Thread.ofVirtual().name("load-websocket-watch").start(watch);
            try {
                receive(socket, watch);
            } finally {
                watch.end();
                watcher.join();
            }
        }
    }

    private void receive(WebSocketConnection socket, Watch watch) {
        while (true) {
            switch (socket.receive()) {
                case Incoming.Message _ -> {
                    watch.messageCame();
                    run.ledger().message();
                }
                case Incoming.Pong pong -> watch.pongCame(pong.number());
                case Incoming.Closed _ -> {
                    return;
                }
                case Incoming.Broken broken -> {
                    // What the watch found is the reason why it cut the connection; the cut itself is not.
                    Incoming.Broken first = watch.found() == null ? broken : watch.found();
                    run.ledger().lost(Kind.WEB_SOCKET, true, first.cause(), first.detail());
                    return;
                }
            }
        }
    }

    /** Pings, and cuts the connection if a pong or the messages stay away. */
    private final class Watch implements Runnable {

        private final WebSocketConnection socket;
        private final AtomicLong lastMessage = new AtomicLong(run.timebase().nanos());
        private final AtomicLong lastPong = new AtomicLong(-1);
        private final AtomicReference<Incoming.@Nullable Broken> found = new AtomicReference<>();
        private final CountDownLatch received = new CountDownLatch(1);
        private long pings;
        private long pingSent = run.timebase().nanos();

        Watch(WebSocketConnection socket) {
            this.socket = socket;
        }

        void messageCame() {
            lastMessage.set(run.timebase().nanos());
        }

        void pongCame(long number) {
            lastPong.set(number);
        }

        Incoming.@Nullable Broken found() {
            return found.get();
        }

        /** Nothing more will be received. */
        void end() {
            received.countDown();
        }

        private boolean watching() {
            return received.getCount() > 0 && found.get() == null;
        }

        @Override
        public void run() {
            try {
                while (watching() && !run.over()) {
                    look();
                    run.pauseUntil(run.timebase().nanos() + LOOK_EVERY_NANOS);
                }
                if (watching()) {
                    hangUp();
                }
            } catch (IOException _) {
                // A ping that cannot be sent: the receiving side sees why.
                socket.close();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                socket.close();
            }
        }

        private void look() throws IOException {
            long now = run.timebase().nanos();
            boolean pongMissing = lastPong.get() < pings - 1;
            if (pongMissing && now - pingSent > traffic.pongWithin().toNanos()) {
                cut(
                        LossCause.MISSING_PONG,
                        "no pong within " + traffic.pongWithin().toMillis() + " ms");
            } else if (now - lastMessage.get() > traffic.silence().toNanos()) {
                cut(LossCause.SILENCE, "no message within " + traffic.silence().toMillis() + " ms");
            } else if (!pongMissing && now - pingSent >= traffic.pingEvery().toNanos()) {
                pingSent = now;
                socket.ping(pings++);
            }
        }

        private void cut(LossCause cause, String detail) {
            found.set(new Incoming.Broken(cause, detail));
            socket.close();
        }

        private void hangUp() throws InterruptedException {
            socket.askToClose();
            boolean _ = received.await(run.plan().answerWithin().toNanos(), TimeUnit.NANOSECONDS);
            socket.close();
        }
    }
}
