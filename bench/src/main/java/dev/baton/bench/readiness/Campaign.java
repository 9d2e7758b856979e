package dev.baton.bench.readiness;

import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Many worlds, played on several threads at once. Each world depends on its seed alone, so what comes out does not depend
 * on how many threads there are, nor on which of them was faster.
 *
 * @param firstSeed the first world's; the others follow
 * @param traces how many worlds
 * @param threads how many are played at once
 */
record Campaign(long firstSeed, int traces, int threads) {

    private static final int AT_ONE_GO = 200;
    private static final long REPORTED_EVERY_NANOS = 5_000_000_000L;

    /** Plays them all; tells what is found as soon as it is, and every few seconds how far it is. */
    Tally run(Consumer<String> progress) throws InterruptedException {
        var all = new Tally();
        var started = System.nanoTime();
        var reported = started;
        try (var executor = Executors.newFixedThreadPool(threads)) {
            try {
                var parts = new ExecutorCompletionService<Tally>(executor);
                for (var from = 0; from < traces; from += AT_ONE_GO) {
                    var first = firstSeed + from;
                    var count = Math.min(AT_ONE_GO, traces - from);
                    parts.submit(() -> play(first, count));
                }
                while (all.traces() < traces) {
                    var part = parts.take().get();
                    all.add(part);
                    part.findings().forEach(progress);
                    var now = System.nanoTime();
                    if (now - reported >= REPORTED_EVERY_NANOS) {
                        reported = now;
                        progress.accept(state(all, (now - started) / 1e9));
                    }
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("a world cannot be played: " + e.getCause(), e);
            } finally {
                executor.shutdownNow();
            }
        }
        return all;
    }

    private static Tally play(long first, int count) {
        var tally = new Tally();
        for (var seed = first; seed < first + count; seed++) {
            try {
                tally.add(seed, new Trial(seed).run());
            } catch (RuntimeException e) {
                throw new IllegalStateException("world " + seed, e);
            }
        }
        return tally;
    }

    private String state(Tally tally, double seconds) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d traces (%.0f a second): %d wrong, %d refused",
                tally.traces(),
                traces,
                tally.traces() / seconds,
                tally.wrong(),
                tally.refused());
    }
}
