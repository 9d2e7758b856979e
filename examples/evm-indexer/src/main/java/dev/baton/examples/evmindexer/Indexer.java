package dev.baton.examples.evmindexer;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Follows the node: appends what is missing, rolls back what the node has replaced. It keeps no place of its own: after
 * any failure, and after a restart, it goes on from what the database has.
 */
final class Indexer {

    /** How deep a reorganisation may be, in blocks. Beyond it, the node is taken for one of another chain. */
    static final int DEEPEST_REORGANISATION = 512;

    private static final Logger LOG = System.getLogger(Indexer.class.getName());
    private static final int HEADS_AT_ONCE = 64;
    private static final int BATCHES_AHEAD = 4;
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
    private static final long REPORT_NANOS = Duration.ofSeconds(5).toNanos();

    private final EvmNode node;
    private final BlockStore store;
    private final Settings settings;
    private final Consumer<List<Block>> indexed;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile OptionalLong chainId = OptionalLong.empty();

    /** @param indexed is told of blocks once they are committed */
    Indexer(EvmNode node, BlockStore store, Settings settings, Consumer<List<Block>> indexed) {
        this.node = node;
        this.store = store;
        this.settings = settings;
        this.indexed = indexed;
    }

    /** The node's chain id, once it has told it. */
    OptionalLong chainId() {
        return chainId;
    }

    /** Runs until {@link #stop}; throws if the database belongs to another version. */
    void run() throws BlockStore.OtherVersionException, InterruptedException {
        Duration backoff = POLL;
        boolean prepared = false;
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            while (stopping.getCount() > 0) {
                try {
                    if (!prepared) {
                        store.prepare();
                        chainId = OptionalLong.of(node.chainId());
                        prepared = true;
                    }
                    step(readers);
                    backoff = POLL;
                } catch (IOException | SQLException | RuntimeException e) {
                    LOG.log(Level.WARNING, "Trying again in {0} ms: {1}", backoff.toMillis(), e.getMessage());
                    pause(backoff);
                    backoff = backoff.multipliedBy(2).compareTo(LONGEST_BACKOFF) > 0
                            ? LONGEST_BACKOFF
                            : backoff.multipliedBy(2);
                }
            }
        } finally {
            stopped.countDown();
        }
    }

    /** Stops after the batch at hand; returns when it is done, or after the patience. */
    void stop(Duration patience) throws InterruptedException {
        stopping.countDown();
        stopped.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void step(ExecutorService readers) throws IOException, SQLException, InterruptedException {
        Block.Head tip = node.tip();
        Optional<Block.Head> head = store.head();
        if (head.isEmpty() || head.get().height() < tip.height()) {
            catchUp(head, tip.height(), readers);
        } else if (replaced(tip)) {
            rollBack(tip.height());
            return;
        }
        pause(POLL);
    }

    private boolean replaced(Block.Head theirs) throws SQLException {
        return store.heads(theirs.height(), theirs.height()).stream().anyMatch(ours -> !ours.equals(theirs));
    }

    private void catchUp(Optional<Block.Head> from, long tip, ExecutorService readers)
            throws IOException, SQLException, InterruptedException {
        Optional<Block.Head> head = from;
        long next = head.map(known -> known.height() + 1).orElse(settings.startHeight());
        int batch = settings.mostBlocksPerSecond().isPresent()
                ? Math.clamp(settings.mostBlocksPerSecond().getAsInt() / 4, 1, settings.batchSize())
                : settings.batchSize();
        Deque<Future<List<Block>>> ahead = new ArrayDeque<>();
        long reportAt = System.nanoTime() + REPORT_NANOS;
        try {
            while (stopping.getCount() > 0 && (next <= tip || !ahead.isEmpty())) {
                while (ahead.size() < BATCHES_AHEAD && next <= tip) {
                    long first = next;
                    long last = Math.min(tip, first + batch - 1);
                    ahead.add(readers.submit(() -> node.blocks(first, last)));
                    next = last + 1;
                }
                long started = System.nanoTime();
                List<Block> blocks = result(ahead.remove());
                if (!linked(head, blocks)) {
                    rollBack(blocks.getFirst().height() - 1);
                    return;
                }
                store.append(blocks);
                indexed.accept(blocks);
                head = Optional.of(blocks.getLast().head());
                if (System.nanoTime() - reportAt > 0) {
                    LOG.log(
                            Level.INFO,
                            "Indexed up to block {0} of {1}",
                            head.get().height() + "",
                            tip + "");
                    reportAt = System.nanoTime() + REPORT_NANOS;
                }
                throttle(blocks.size(), System.nanoTime() - started);
            }
        } finally {
            ahead.forEach(batchAhead -> batchAhead.cancel(true));
        }
        if (from.isEmpty() || tip - from.get().height() > settings.batchSize()) {
            LOG.log(Level.INFO, "Caught up with block {0}", tip + "");
        }
    }

    private static List<Block> result(Future<List<Block>> reading) throws IOException, InterruptedException {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            var cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(cause.getMessage(), cause);
        }
    }

    /** Whether each block names the one before it as its parent. */
    static boolean linked(Optional<Block.Head> head, List<Block> blocks) {
        String parent = head.map(Block.Head::hash).orElse(blocks.getFirst().parentHash());
        for (Block block : blocks) {
            if (!block.parentHash().equals(parent)) {
                return false;
            }
            parent = block.hash();
        }
        return true;
    }

    /** Rolls back to the newest block at or below a height that the node has as well. */
    private void rollBack(long from) throws IOException, SQLException, InterruptedException {
        long deepest = Math.max(0, from - DEEPEST_REORGANISATION);
        for (long to = from; to >= deepest; to -= HEADS_AT_ONCE) {
            long low = Math.max(0, to - HEADS_AT_ONCE + 1);
            List<Block.Head> theirs = node.heads(low, to);
            for (Block.Head ours : store.heads(low, to).reversed()) {
                if (theirs.contains(ours)) {
                    LOG.log(Level.INFO, "The chain was reorganised: going back to block {0}", ours.height() + "");
                    store.rollBack(ours.height());
                    return;
                }
            }
        }
        throw new IOException("the node shares no block with the database in the last " + DEEPEST_REORGANISATION
                + "; does CHAIN_URL lead to another chain?");
    }

    private void throttle(int blocks, long nanos) throws InterruptedException {
        if (settings.mostBlocksPerSecond().isPresent()) {
            long due = blocks * 1_000_000_000L / settings.mostBlocksPerSecond().getAsInt();
            pause(Duration.ofNanos(Math.max(0, due - nanos)));
        }
    }

    private void pause(Duration duration) throws InterruptedException {
        stopping.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }
}
