package dev.baton.examples.penumbra.explorer;

import dev.baton.examples.penumbra.Block;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.Consumer;

/** Tells subscribers of every block once it is indexed. */
final class BlockFeed implements Consumer<List<Block>> {

    /** Blocks that may wait for a slow subscriber; with one more it is cut off, for a gap would go unnoticed. */
    private static final int MOST_WAITING = 4096;

    private final Executor executor;
    private final Set<Following> followers = ConcurrentHashMap.newKeySet();

    BlockFeed(Executor executor) {
        this.executor = executor;
    }

    /** One subscriber, and the height up to which it knows all. */
    private static final class Following {
        private final SubmissionPublisher<Map<String, Object>> blocks;
        private long known;

        private Following(SubmissionPublisher<Map<String, Object>> blocks) {
            this.blocks = blocks;
        }

        private void tell(long height, Map<String, Object> block) {
            if (height > known) {
                known = height;
                if (blocks.offer(block, null) < 0) {
                    blocks.closeExceptionally(new IllegalStateException("too slow"));
                }
            }
        }
    }

    /** Reads the blocks that a subscriber is told first, the oldest first. */
    @FunctionalInterface
    interface First {
        List<Map<String, Object>> read() throws SQLException;
    }

    /** Blocks as GraphQL's {@code BlockUpdate}: first these, then what is indexed from now on, none left out or twice. */
    Flow.Publisher<Map<String, Object>> following(First first) {
        return subscriber -> {
            Following following = new Following(new SubmissionPublisher<>(executor, MOST_WAITING));
            following.blocks.subscribe(subscriber);
            // Read while nothing is told: what is indexed between reading and following would be left out.
            synchronized (this) {
                try {
                    first.read()
                            .forEach(block ->
                                    following.tell(((Number) block.getOrDefault("height", 0)).longValue(), block));
                    followers.add(following);
                } catch (SQLException e) {
                    following.blocks.closeExceptionally(e);
                }
            }
        };
    }

    @Override
    public synchronized void accept(List<Block> indexed) {
        followers.removeIf(following -> !following.blocks.hasSubscribers());
        for (Block block : indexed) {
            Map<String, Object> update = Map.of(
                    "height", block.height(),
                    "createdAt", block.time().toString(),
                    "transactionsCount", block.transactions().size());
            followers.forEach(following -> following.tell(block.height(), update));
        }
    }
}
