package dev.baton.examples.evmindexer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The WebSocket subscribers: each gets every block once it is indexed, and a ping now and then. */
final class BlockFeed implements Consumer<List<Block>> {

    /** Below the idle time-out of proxies and of this server. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(20);
    /** Bytes that may wait for a slow subscriber: some thousands of blocks. */
    private static final int MOST_WAITING = 1024 * 1024;

    private static final short GOING_AWAY = 1001;
    private static final short TRY_AGAIN_LATER = 1013;

    private final String version;
    private final Set<ServerWebSocket> subscribers = ConcurrentHashMap.newKeySet();

    BlockFeed(Vertx vertx, String version) {
        this.version = version;
        vertx.setPeriodic(
                PING_INTERVAL.toMillis(),
                _ -> subscribers.forEach(subscriber -> subscriber.writePing(Buffer.buffer())));
    }

    /** Sends blocks from now on. The first message says that the subscription is there. */
    void subscribe(ServerWebSocket subscriber) {
        subscriber.setWriteQueueMaxSize(MOST_WAITING);
        subscriber.exceptionHandler(_ -> subscribers.remove(subscriber));
        subscriber.closeHandler(_ -> subscribers.remove(subscriber));
        subscriber.writeTextMessage(new JsonObject()
                .put("version", version)
                .put("type", "subscribed")
                .encode());
        subscribers.add(subscriber);
    }

    @Override
    public void accept(List<Block> blocks) {
        if (subscribers.isEmpty()) {
            return;
        }
        for (Block block : blocks) {
            String message = new JsonObject()
                    .put("version", version)
                    .put("type", "block")
                    .put("height", block.height())
                    .put("hash", block.hash())
                    .put("parentHash", block.parentHash())
                    .put("timestamp", block.timestamp())
                    .put("transactionCount", block.transactions().size())
                    .encode();
            for (ServerWebSocket subscriber : subscribers) {
                if (subscriber.writeQueueFull()) {
                    // A gap would go unnoticed; a close does not.
                    subscriber.close(TRY_AGAIN_LATER, "too slow");
                } else {
                    subscriber.writeTextMessage(message);
                }
            }
        }
    }

    /** Tells all subscribers that the server goes away. */
    Future<?> close() {
        return Future.join(List.copyOf(subscribers).stream()
                .map(subscriber -> subscriber.close(GOING_AWAY, "going away"))
                .toList());
    }
}
