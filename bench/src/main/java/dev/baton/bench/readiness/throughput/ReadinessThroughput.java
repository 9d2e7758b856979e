package dev.baton.bench.readiness.throughput;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.bench.Figures;
import dev.baton.bench.Measurement;
import dev.baton.bench.MeasurementFailure;
import dev.baton.model.Address;
import dev.baton.support.Folders;
import dev.baton.support.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Records a second that the readiness topology takes, against a topology that reads the same records with the same codec
 * and writes them again, by turns in the same process on the same real broker, with the service's settings: exactly once,
 * a commit each 100 ms, one thread. What is measured is the time from the first record until the position behind the last
 * is committed. The records are the beginnings of many deployments and the samples of each, one a second, from 20 million
 * blocks behind until it was at the tip for a third of them. The readiness topology folds, decides, keeps its state in
 * four stores with changelogs, tells milestones, assesses each ten seconds and whenever a verdict changes, proves each
 * deployment ready, and reads back what it wrote, which is not counted; only its log lines are switched off. A run counts
 * only if each was proven ready. The first runs of each kind warm up; of the others the medians are compared.
 */
@Command(
        name = "readiness-throughput",
        description = {
            "Records a second through the readiness topology, against one that only reads and writes them.",
            "Starts a Kafka of its own in a temporary folder and takes it down again."
        })
public final class ReadinessThroughput implements Measurement {

    /** Until then the just-in-time compiler is what is measured, most of all of the one that has more code. */
    private static final int WARM_UPS = 2;

    private static final Logger SERVICE = Logger.getLogger("dev.baton.syncmonitor");
    private static final int FEWEST_SAMPLES = 30;
    private static final int MOST_SAMPLES = 90;

    @Option(
            names = "--applications",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many are in deployment, 1 to 5000. Default: ${DEFAULT-VALUE}.")
    private int applications = 1_000;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "60",
            description = "How many samples of each, 30 to 90. Default: ${DEFAULT-VALUE}.")
    private int samples = 60;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many runs of each kind count, after two to warm up: 1 to 20. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Override
    public Figures measure(Consumer<String> progress) throws IOException, InterruptedException {
        if (applications < 1 || applications > 5_000 || rounds < 1 || rounds > 20) {
            throw new MeasurementFailure("--applications is 1 to 5000 and --rounds is 1 to 20");
        }
        if (samples < FEWEST_SAMPLES || samples > MOST_SAMPLES) {
            throw new MeasurementFailure("--samples is " + FEWEST_SAMPLES + " to " + MOST_SAMPLES);
        }
        SERVICE.setLevel(Level.WARNING);
        var folder = Files.createTempDirectory("baton-bench-").toRealPath();
        try (var broker = KafkaBroker.start(folder.resolve("kafka"))) {
            return measure(new Race(broker, folder, beginnings(), samples), progress);
        } finally {
            Folders.delete(folder);
        }
    }

    private List<Beginnings> beginnings() {
        var stableFor = Samples.atTip(samples).dividedBy(2);
        var sync = """
                {"height": {"http": {"path": "/height", "pointer": "/height"}},
                 "tip": [{"evm": {"url": "http://10.0.0.1:8545"}}, {"evm": {"url": "http://10.0.0.2:8545"}},
                         {"evm": {"url": "http://10.0.0.3:8545"}}],
                 "stableFor": "%s", "interval": "20s", "lease": "10m"}""".formatted(stableFor);
        return Stream.iterate(0, number -> number < applications, number -> number + 1)
                .map(number -> Beginnings.of(number, sync, Address.loopback(20_000)))
                .toList();
    }

    private Figures measure(Race race, Consumer<String> progress) throws InterruptedException {
        var passed = new ArrayList<Race.Lap>();
        var decided = new ArrayList<Race.Lap>();
        for (var round = 1 - WARM_UPS; round <= rounds; round++) {
            passed.add(race.passThrough("pass" + round + "."));
            decided.add(race.readiness("ready" + round + "."));
            progress.accept("%s: passing through %d ms, readiness %d ms"
                    .formatted(
                            round < 1 ? "to warm up" : "round " + round,
                            passed.getLast().time().toMillis(),
                            decided.getLast().time().toMillis()));
        }
        var sound = Stream.concat(passed.stream(), decided.stream()).allMatch(Race.Lap::complete);
        var through = perSecond(race, passed, Race.Lap::time);
        var ready = perSecond(race, decided, Race.Lap::time);
        var json = JsonNodeFactory.instance.objectNode();
        json.put("ratio", rounded(ready / through));
        json.put("recordsPerSecond", Math.round(ready));
        json.put("passThroughPerSecond", Math.round(through));
        json.put(
                "processorRatio",
                rounded(perSecond(race, decided, Race.Lap::processor) / perSecond(race, passed, Race.Lap::processor)));
        json.put("records", race.records());
        json.put("complete", sound);
        var text = List.of(
                String.format(
                        Locale.ROOT,
                        "readiness %,d records a second, passing through %,d: %.2f of it; by processor time %.2f",
                        Math.round(ready),
                        Math.round(through),
                        ready / through,
                        json.get("processorRatio").doubleValue()),
                sound
                        ? "each run went over %,d records; each application was proven ready".formatted(race.records())
                        : "not every run came to the expected end, so the figures mean nothing");
        return new Figures(text, json, sound);
    }

    private static double rounded(double ratio) {
        return Math.round(ratio * 100) / 100.0;
    }

    /** The median of those that count. */
    private static double perSecond(Race race, List<Race.Lap> laps, Function<Race.Lap, Duration> of) {
        var sorted = laps.stream().skip(WARM_UPS).map(of).sorted().toList();
        return race.records() * 1e9 / sorted.get(sorted.size() / 2).toNanos();
    }
}
