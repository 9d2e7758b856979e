package dev.baton.bench.docker;

import dev.baton.bench.MeasurementFailure;
import dev.baton.codec.BatonJson;
import dev.baton.demo.stage.BatonFiles;
import dev.baton.demo.stage.EventFeed;
import dev.baton.events.GreenStarted;
import dev.baton.events.InstanceRetired;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The same server, deployed: until {@code GreenStarted} can be read from Kafka. */
final class BatonRun implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TinyServer server;
    private final BatonFiles files;
    private final EventFeed events;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int listen = FreePorts.next();
    private final List<Integer> slots = FreePorts.take(3);

    BatonRun(TinyServer server, BatonFiles files) {
        this.server = server;
        this.files = files;
        this.events = new EventFeed(files.bootstrapServers(), files.topicPrefix(), TinyServer.APPLICATION, _ -> {});
    }

    /** How long it takes from the request to the event. The deployment is aborted and gone when this returns. */
    Duration once(int number) throws IOException, InterruptedException {
        int before = events.seen().size();
        var body = BatonJson.mapper()
                .createObjectNode()
                .put("version", "v" + number)
                .put("requestedBy", "bench");
        body.set("descriptor", server.descriptor(listen, slots));
        long began = System.nanoTime();
        post("/deployments", body.toString());
        events.await(before, GreenStarted.class, _ -> true, "GreenStarted", LIMIT);
        var took = Duration.ofNanos(System.nanoTime() - began);
        int started = events.seen().size();
        post("/applications/" + TinyServer.APPLICATION + "/abort", "{\"requestedBy\":\"bench\"}");
        awaitRetired(started);
        return took;
    }

    /** Not by the feed's own waiting: to that, the failure that an abort is would end all hope. */
    private void awaitRetired(int after) throws InterruptedException {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (events.seen().stream().skip(after).noneMatch(event -> event.event() instanceof InstanceRetired)) {
            if (System.nanoTime() > limit) {
                throw new MeasurementFailure("The aborted deployment is not retired after " + LIMIT.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void post(String path, String json) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(files.service("deployer").resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new MeasurementFailure("The deployer answers " + answer.statusCode() + ": " + answer.body());
        }
    }

    @Override
    public void close() {
        events.close();
        http.close();
    }
}
