package dev.baton.syncmonitor.domain.readiness;

import dev.baton.events.SyncProgress;
import dev.baton.model.TipReading;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** What would make a condition hold, for people. */
final class Remedies {

    private Remedies() {}

    /** For one that does not hold. */
    static String of(Check check, Conditions of, Readiness readiness) {
        var sample = of.sample();
        return switch (check) {
            case HEIGHT -> "an answer of the instance that holds its height";
            case TIP -> sources(sample);
            case HEALTHY -> "an instance that answers its health check";
            case CONSISTENT -> "samples that contradict each other no more";
            case TIP_AGE -> "a new block at the tip, which stands at " + Words.words(sample.tip());
            case ADVANCING -> "the next block, towards a tip of " + Words.words(sample.tip());
            case LAG -> sample.lag().map(lag -> closing(lag, of)).orElse("a known height and a known tip");
            case RESTART -> "a row of samples that begins after the restart";
            case LOG -> "a line of its output that matches sync.log";
            case STABLE -> breakless(sample, readiness);
        };
    }

    private static String sources(SyncProgress sample) {
        var out = sample.sources().stream()
                .filter(source -> source.leftOut().isPresent())
                .map(source -> "tip source " + source.name() + ": " + because(source))
                .collect(Collectors.joining("; "));
        var all = sample.sources().size();
        return out.isEmpty()
                ? "sources of the tip that agree"
                : out + "; " + (all / 2 + 1) + " of " + all + " must tell";
    }

    private static String because(TipReading source) {
        return source.leftOut().orElse("")
                + source.age().map(age -> ", silent for " + Words.seconds(age)).orElse("");
    }

    private static String closing(long lag, Conditions of) {
        var sample = of.sample();
        var beyond = lag - of.terms().tolerance();
        var blocks = beyond + " more blocks";
        if (sample.blocksPerSecond().isEmpty()) {
            return blocks + "; its speed is not known yet";
        }
        var speed = String.format(
                Locale.ROOT, " at %.1f a second", sample.blocksPerSecond().get());
        return sample.eta()
                .filter(Duration::isPositive)
                .map(eta -> blocks
                        + speed
                        + String.format(
                                Locale.ROOT, ", %.1f a second faster than the tip", beyond * 1_000.0 / eta.toMillis()))
                .orElse(blocks + speed + ", which comes no closer to the tip");
    }

    private static String breakless(SyncProgress sample, Readiness readiness) {
        var needed = readiness.terms().stableFor();
        return readiness
                .streak()
                .map(row -> needed.minus(Duration.between(row.since(), sample.sampledAt())))
                .map(left -> left.isPositive() ? Words.seconds(left) + " more without a break" : "one more sample")
                .orElseGet(() -> Words.seconds(needed) + " without a break, once all else holds");
    }
}
