package dev.baton.bench.readiness;

import dev.baton.bench.Figures;
import dev.baton.bench.Measurement;
import dev.baton.bench.MeasurementFailure;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Generated worlds with known truth, played to the code that samples and decides: how often it says ready of what is not,
 * and how often it refuses what plainly is. The predecessor's rules are asked in the same worlds.
 */
@Command(
        name = "readiness-traces",
        description = {
            "How often readiness is said wrongly, or refused wrongly, in generated worlds.",
            "Chains that pause and reorganise; sources that freeze, lag, lie, sway and are silent; candidates that stall, fall"
                    + " behind, have gaps, restart and flap; samples lost, late and doubled; clocks that jump. The same seed"
                    + " gives the same worlds, so one that was found is played again alone by --seed and --traces 1."
        })
public final class ReadinessTraces implements Measurement {

    private static final int MOST_THREADS = 1_024;

    @Option(
            names = "--traces",
            paramLabel = "N",
            defaultValue = "4000",
            description = "How many worlds, up to 10000000. Default: ${DEFAULT-VALUE}.")
    private int traces = 4_000;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The first world's; the others follow. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description =
                    "How many worlds are played at once; the figures do not depend on it. Default: one for each processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--tell", description = "Tell what happens in a world, look by look; only with --traces 1.")
    private boolean tell;

    @Override
    public Figures measure(Consumer<String> progress) throws InterruptedException {
        if (traces < 1 || traces > 10_000_000) {
            throw new MeasurementFailure("--traces is 1 to 10000000");
        }
        if (threads < 1 || threads > MOST_THREADS) {
            throw new MeasurementFailure("--threads is 1 to " + MOST_THREADS);
        }
        if (tell && traces > 1) {
            throw new MeasurementFailure("--tell is for one world: --traces 1");
        }
        var started = System.nanoTime();
        if (tell) {
            var tally = new Tally();
            tally.add(seed, new Trial(seed, Optional.of(progress)).run());
            return tally.figures(seed, (System.nanoTime() - started) / 1e9);
        }
        var tally = new Campaign(seed, traces, threads).run(progress);
        return tally.figures(seed, (System.nanoTime() - started) / 1e9);
    }
}
