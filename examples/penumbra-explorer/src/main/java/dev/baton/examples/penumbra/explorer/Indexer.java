package dev.baton.examples.penumbra.explorer;

import dev.baton.examples.penumbra.Block;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Follows the source. It keeps no place of its own: after any failure, and after a restart, it goes on from what the
 * database has. A CometBFT chain has no reorganisations, so blocks are only ever appended.
 */
final class Indexer {

    private static final Logger LOG = System.getLogger(Indexer.class.getName());
    private static final Duration BACKOFF = Duration.ofSeconds(1);

    private final Source source;
    private final Store store;
    private final Settings settings;
    private final Consumer<List<Block>> indexed;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** @param indexed is told of blocks once they are committed */
    Indexer(Source source, Store store, Settings settings, Consumer<List<Block>> indexed) {
        this.source = source;
        this.store = store;
        this.settings = settings;
        this.indexed = indexed;
    }

    /** Runs until {@link #stop}; what fails is tried again. */
    void run() throws InterruptedException {
        boolean prepared = false;
        try {
            while (stopping.getCount() > 0) {
                try {
                    if (!prepared) {
                        store.prepare();
                        prepared = true;
                    }
                    catchUp();
                    pause(settings.poll());
                } catch (SQLException | RuntimeException e) {
                    LOG.log(Level.WARNING, "Trying again in {0} ms: {1}", BACKOFF.toMillis() + "", e.getMessage());
                    pause(BACKOFF);
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

    private void catchUp() throws SQLException, InterruptedException {
        long height = store.height().orElse(0);
        int batches = 0;
        while (stopping.getCount() > 0) {
            long started = System.nanoTime();
            List<Block> blocks = source.after(height, settings.batchSize());
            if (blocks.isEmpty()) {
                break;
            }
            store.append(blocks);
            indexed.accept(blocks);
            height = blocks.getLast().height();
            batches++;
            throttle(blocks.size(), System.nanoTime() - started);
        }
        if (batches != 1) {
            // The words of cometindex, which says them as well where there was nothing to index.
            LOG.log(Level.INFO, "catchup completed at height {0}", height + "");
        }
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
