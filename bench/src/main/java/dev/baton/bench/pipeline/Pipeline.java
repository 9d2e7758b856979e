package dev.baton.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.baton.bench.Figures;
import dev.baton.bench.Measurement;
import dev.baton.bench.MeasurementFailure;
import dev.baton.demo.stage.BatonFiles;
import dev.baton.demo.stage.DemoFailure;
import dev.baton.demo.stage.Guard;
import dev.baton.demo.stage.Launcher;
import dev.baton.demo.stage.Leftovers;
import dev.baton.model.ApplicationName;
import dev.baton.support.Checkout;
import dev.baton.support.Folders;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Deployments per second that the four services and Kafka carry end to end, from DeployRequested to DeployCompleted, and
 * where the time goes. A Baton of its own does what it always does: it starts a process for each deployment, samples it,
 * proves it ready, moves the traffic in NGINX by a proven switch, watches it, and retires the version before. What is
 * taken out is what applications bring along: instances are ready at once and have no database, so there is no data to
 * verify, and every wait that a descriptor can ask for is 0.
 */
@Command(
        name = "pipeline",
        description = {
            "Deployments per second that the services carry, and where the time goes.",
            "Brings up a Baton of its own in a temporary folder and takes it down again. Instances are tiny processes that"
                    + " are ready at once, without a database."
        })
public final class Pipeline implements Measurement {

    private static final Duration UP_LIMIT = Duration.ofSeconds(180);
    private static final Duration DOWN_LIMIT = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(3);

    @Option(
            names = "--deployments",
            paramLabel = "N",
            defaultValue = "200",
            description = "How many are measured, after one of each application to warm up. Default: ${DEFAULT-VALUE}.")
    private int deployments = 200;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            defaultValue = "20",
            description = "Applications, each always in deployment: so many are under way. Default: ${DEFAULT-VALUE}.")
    private int atOnce = 20;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "240",
            description = "When to give up. Default: ${DEFAULT-VALUE}.")
    private int limitSeconds = 240;

    @Override
    public Figures measure(Consumer<String> progress) throws IOException, InterruptedException {
        if (deployments < 1 || deployments > 10_000 || atOnce < 1 || atOnce > 100) {
            throw new MeasurementFailure("--deployments is 1 to 10000 and --at-once is 1 to 100");
        }
        var folder = Files.createTempDirectory("baton-bench-").toRealPath();
        var leftovers = new Leftovers(folder);
        Guard.watch(folder);
        var launcher = new Launcher(
                Checkout.root(), folder.resolve("baton"), Map.of(Leftovers.MARK, folder.toString()), folder);
        try {
            progress.accept("bringing up a Baton in " + folder);
            launcher.run(UP_LIMIT, "up", "--ports-from", Integer.toString(FreePorts.next()));
            return measure(folder, progress);
        } catch (DemoFailure e) {
            throw new MeasurementFailure(String.valueOf(e.getMessage()));
        } finally {
            launcher.tryRun(DOWN_LIMIT, "down");
            leftovers.end(GRACE);
            Folders.delete(folder);
        }
    }

    private Figures measure(Path folder, Consumer<String> progress) throws IOException {
        var files = new BatonFiles(folder.resolve("baton"));
        var source = tip();
        try (var carousel = new Carousel(
                files.bootstrapServers(),
                files.topicPrefix(),
                applications(source, Map.entry(Leftovers.MARK, folder.toString())),
                Clock.systemUTC())) {
            var limit = Duration.ofSeconds(limitSeconds);
            progress.accept("warming up: the first deployment of " + atOnce + " applications");
            var warmUp = carousel.turn("warm", atOnce, limit, _ -> {});
            if (!warmUp.failures().isEmpty()) {
                throw new MeasurementFailure("The warm-up failed: " + warmUp.failures());
            }
            progress.accept("measuring " + deployments + " deployments, " + atOnce + " at once");
            var before = Processors.of(files);
            var turn = carousel.turn("run", deployments, limit, progress);
            var used = Processors.of(files).since(before);
            return new Report(atOnce, turn, used).figures();
        } finally {
            source.stop(0);
        }
    }

    private Map<ApplicationName, JsonNode> applications(HttpServer source, Map.Entry<String, String> mark) {
        var tip = URI.create("http://127.0.0.1:" + source.getAddress().getPort() + "/");
        Map<ApplicationName, JsonNode> descriptors = new LinkedHashMap<>();
        for (int number = 1; number <= atOnce; number++) {
            var name = new ApplicationName("instant-" + number);
            descriptors.put(
                    name, new InstantApplication(name, FreePorts.next(), FreePorts.take(3)).descriptor(tip, mark));
        }
        return descriptors;
    }

    /** What the applications follow: it stands still, so that they are at its height as soon as they run. */
    private static HttpServer tip() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var answer = ("{\"height\":" + InstantApplication.HEIGHT + "}").getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        return server;
    }
}
