package dev.baton.bench.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.bench.Figures;
import dev.baton.bench.Measurement;
import dev.baton.bench.MeasurementFailure;
import dev.baton.demo.stage.BatonFiles;
import dev.baton.demo.stage.DemoFailure;
import dev.baton.demo.stage.DockerObjects;
import dev.baton.demo.stage.Guard;
import dev.baton.demo.stage.Launcher;
import dev.baton.demo.stage.Leftovers;
import dev.baton.support.Checkout;
import dev.baton.support.DockerImages;
import dev.baton.support.Folders;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the deployer adds to the start of a container: from the request until {@code GreenStarted} can be read, against
 * {@code docker run} of the same image until the same health check is answered. Both by turns in one run, so that what
 * else the machine does concerns both.
 */
@Command(
        name = "docker-start",
        description = {
            "Time from a request to GreenStarted, against docker run of the same image.",
            "Brings up a Baton of its own in a temporary folder and takes it down again. Needs a Docker engine."
        })
public final class DockerStart implements Measurement {

    private static final Duration UP_LIMIT = Duration.ofSeconds(180);
    private static final Duration DOWN_LIMIT = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final int WARM_UP = 3;

    /** What the deployer may add to a start, in ms. */
    private static final double MOST_OVERHEAD = 500;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Starts of each kind, after " + WARM_UP + " to warm up. Default: ${DEFAULT-VALUE}.")
    private int rounds = 20;

    @Override
    public Figures measure(Consumer<String> progress) throws IOException, InterruptedException {
        if (rounds < 1 || rounds > 500) {
            throw new MeasurementFailure("--rounds is 1 to 500");
        }
        var folder = Files.createTempDirectory("baton-bench-").toRealPath();
        var leftovers = new Leftovers(folder);
        Guard.watch(folder);
        var launcher = new Launcher(
                Checkout.root(), folder.resolve("baton"), Map.of(Leftovers.MARK, folder.toString()), folder);
        try (var objects = DockerObjects.of(folder)) {
            try {
                var server = new TinyServer(DockerImages.ensure("busybox"));
                progress.accept("bringing up a Baton in " + folder);
                launcher.run(UP_LIMIT, "up", "--ports-from", Integer.toString(FreePorts.next()));
                return measure(server, folder, progress);
            } finally {
                launcher.tryRun(DOWN_LIMIT, "down");
                leftovers.end(GRACE);
                objects.remove();
                Folders.delete(folder);
            }
        } catch (DemoFailure e) {
            throw new MeasurementFailure(String.valueOf(e.getMessage()));
        }
    }

    private Figures measure(TinyServer server, Path folder, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<Duration> baton = new ArrayList<>();
        List<Duration> plain = new ArrayList<>();
        try (var deployed = new BatonRun(server, new BatonFiles(folder.resolve("baton")));
                var run = new PlainRun(server, DockerObjects.mark(folder))) {
            for (int round = 1; round <= WARM_UP + rounds; round++) {
                var plainTook = run.once(round);
                var batonTook = deployed.once(round);
                if (round > WARM_UP) {
                    plain.add(plainTook);
                    baton.add(batonTook);
                    progress.accept("round %d: docker run %d ms, Baton %d ms"
                            .formatted(round - WARM_UP, plainTook.toMillis(), batonTook.toMillis()));
                }
            }
        }
        return figures(baton, plain);
    }

    private static Figures figures(List<Duration> baton, List<Duration> plain) {
        double batonMs = median(baton);
        double plainMs = median(plain);
        double overhead = batonMs - plainMs;
        var text = List.of(
                line("request to GreenStarted", batonMs),
                line("docker run to healthy", plainMs),
                line("overhead", overhead)
                        + String.format(Locale.ROOT, ", at most %.0f ms is the goal", MOST_OVERHEAD));
        var json = new ObjectMapper().createObjectNode();
        json.put("rounds", baton.size());
        json.put("batonMs", Math.round(batonMs));
        json.put("dockerRunMs", Math.round(plainMs));
        json.put("overheadMs", Math.round(overhead));
        return new Figures(text, json, overhead <= MOST_OVERHEAD);
    }

    private static String line(String what, double millis) {
        return String.format(Locale.ROOT, "%-24s %5.0f ms (median)", what, millis);
    }

    private static double median(List<Duration> durations) {
        var millis = durations.stream()
                .mapToDouble(took -> took.toNanos() / 1e6)
                .sorted()
                .toArray();
        int middle = millis.length / 2;
        return millis.length % 2 == 1 ? millis[middle] : (millis[middle - 1] + millis[middle]) / 2;
    }
}
