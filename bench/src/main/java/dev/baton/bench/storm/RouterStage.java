package dev.baton.bench.storm;

import dev.baton.bench.Figures;
import dev.baton.bench.MeasurementFailure;
import dev.baton.codec.Topic;
import dev.baton.load.LoadRun;
import dev.baton.model.Address;
import dev.baton.support.Folders;
import dev.baton.support.FreePorts;
import dev.baton.support.KafkaBroker;
import dev.baton.support.NginxServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Kafka, the router-switcher as it is shipped and NGINX in a folder of their own, and one application of two versions. */
public final class RouterStage {

    private static final String PREFIX = "bench.";
    private static final int LOOK_EVERY_MILLIS = 10;
    private static final int SHOWN_OF_LOG = 20;

    private RouterStage() {}

    /** What is measured on it. */
    public interface Play {

        /**
         * Measures.
         *
         * @param releases releases the application's versions
         * @param listen the port where users reach the application
         */
        Figures measure(Releases releases, int listen) throws InterruptedException;
    }

    /**
     * Sets it up, has the play measured, and removes it. What the router-switcher said last is told where that fails.
     *
     * @param a what runs in slot a, b likewise
     */
    public static Figures play(Address a, Address b, Clock clock, Consumer<String> progress, Play play)
            throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("baton-router-").toRealPath();
        var listen = FreePorts.next();
        var slots = List.of(a.port(), b.port(), FreePorts.next());
        try (var nginx = NginxServer.start(folder.resolve("nginx"));
                var kafka = KafkaBroker.start(folder.resolve("kafka"))) {
            for (var topic : List.of(Topic.REQUESTS, Topic.DEPLOYMENTS, Topic.ROUTES)) {
                kafka.createTopics(1, topic.in(PREFIX));
            }
            progress.accept("NGINX is process " + nginx.pid() + ", Kafka is at " + kafka.bootstrapServers());
            try (var _ = Switcher.start(folder, kafka.bootstrapServers(), PREFIX);
                    var releases = new Releases(kafka.bootstrapServers(), PREFIX, listen, slots, clock)) {
                return play.measure(releases, listen);
            }
        } catch (MeasurementFailure e) {
            tail(folder.resolve("router-switcher.log")).forEach(progress);
            throw e;
        } finally {
            Folders.delete(folder);
        }
    }

    /**
     * When the first answer by the route of that epoch to a request that began since then was received.
     *
     * @throws MeasurementFailure when there is none within the limit
     */
    public static Instant awaitAnswer(LoadRun run, long epoch, Instant since, Duration limit)
            throws InterruptedException {
        var until = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < until) {
            var answer = run.answers().first(route -> route.epoch() == epoch, since);
            if (answer.isPresent()) {
                return answer.get().received();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        throw new MeasurementFailure("Route " + epoch + " did not come within " + limit.toSeconds() + " s");
    }

    private static List<String> tail(Path log) throws IOException {
        var lines = Files.exists(log) ? Files.readAllLines(log) : List.<String>of();
        return lines.subList(Math.max(0, lines.size() - SHOWN_OF_LOG), lines.size());
    }
}
