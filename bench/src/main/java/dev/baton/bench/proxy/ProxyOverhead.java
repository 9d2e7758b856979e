package dev.baton.bench.proxy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.bench.Figures;
import dev.baton.bench.Measurement;
import dev.baton.bench.MeasurementFailure;
import dev.baton.bench.storm.Backend;
import dev.baton.bench.storm.NginxProcesses;
import dev.baton.load.AnswerCheck;
import dev.baton.load.LoadPlan;
import dev.baton.load.LoadRun;
import dev.baton.load.Timebase;
import dev.baton.load.Traffic;
import dev.baton.load.wire.Target;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.adapter.http.VertxProber;
import dev.baton.router.adapter.nginx.Listening;
import dev.baton.router.adapter.nginx.NginxLayout;
import dev.baton.router.adapter.nginx.NginxRouter;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.Site;
import dev.baton.support.Folders;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * NGINX's processor time for a request through the site that Baton generates, against a static proxy_pass with the same
 * keep-alive in the same NGINX, by turns, so that what else the machine does meets both.
 */
@Command(
        name = "proxy-overhead",
        description = {
            "NGINX's processor time per request through Baton's site, against a static proxy_pass.",
            "The same small GETs over kept connections, by turns. Baton's site writes its access log, the static one none."
        })
public final class ProxyOverhead implements Measurement {

    private static final ApplicationName APPLICATION = new ApplicationName("overhead");
    private static final int CLIENTS = 32;
    private static final double PER_SECOND = 3_000;
    private static final long MOST_REQUESTS = 1_000_000;
    private static final int QUICK_ROUNDS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "6",
            description = "Of each way, by turns. Default: ${DEFAULT-VALUE}.")
    private int rounds = 6;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long one round lasts. Default: ${DEFAULT-VALUE}.")
    private int seconds = 5;

    @Option(names = "--quick", description = "2 rounds, to try it out.")
    private boolean quick;

    @Override
    public Figures measure(Consumer<String> progress) throws IOException, InterruptedException {
        if (rounds < 1 || rounds > 100 || seconds < 1 || seconds > 60) {
            throw new MeasurementFailure("--rounds is 1 to 100 and --seconds is 1 to 60");
        }
        var folder = Files.createTempDirectory("baton-overhead-").toRealPath();
        var vertx = Vertx.vertx();
        try {
            return measure(folder, vertx, progress);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            Folders.delete(folder);
        }
    }

    private Figures measure(Path folder, Vertx vertx, Consumer<String> progress)
            throws IOException, InterruptedException {
        var backend = Backend.start(vertx, "backend");
        var plain = FreePorts.next();
        var generated = FreePorts.next();
        writeStatic(folder.resolve("nginx").resolve("sites"), plain, backend);
        try (var nginx = NginxServer.start(folder.resolve("nginx"));
                var prober = new VertxProber(vertx, Clock.systemUTC(), PATIENCE)) {
            register(folder, prober, generated, backend);
            round(nginx, plain);
            round(nginx, generated);
            var statics = new ArrayList<Cost>();
            var ours = new ArrayList<Cost>();
            for (var round = 0; round < (quick ? QUICK_ROUNDS : rounds); round++) {
                statics.add(round(nginx, plain));
                ours.add(round(nginx, generated));
                progress.accept(String.format(
                        Locale.ROOT,
                        "static %.1f, generated %.1f microseconds of processor time a request",
                        statics.getLast().microsPerRequest(),
                        ours.getLast().microsPerRequest()));
            }
            return figures(Cost.sum(statics), Cost.sum(ours));
        }
    }

    private static void register(Path folder, VertxProber prober, int port, Backend backend) {
        var router = new NginxRouter(
                new NginxLayout(folder),
                Listening.LOOPBACK,
                NginxServer.binary().orElseThrow().toString(),
                prober,
                System::nanoTime);
        var slots = Map.of(
                Slot.A,
                backend.address(),
                Slot.B,
                Address.loopback(FreePorts.next()),
                Slot.C,
                Address.loopback(FreePorts.next()));
        var fronts = List.of(Endpoint.direct(Address.loopback(port)));
        var registered = router.register(List.of(new Site(APPLICATION, fronts, slots, Optional.empty())))
                .get(APPLICATION);
        if (!(registered instanceof Registration.Registered)) {
            throw new MeasurementFailure("The application could not be registered: " + registered);
        }
        router.commit(APPLICATION, new Route(Slot.A, 1, DeploymentId.next(Clock.systemUTC())));
    }

    private static void writeStatic(Path sites, int port, Backend backend) throws IOException {
        Files.createDirectories(sites);
        Files.writeString(sites.resolve("static.conf"), """
                upstream static { server %s max_fails=0; keepalive 64; keepalive_timeout 1s; }
                server {
                    listen 127.0.0.1:%d;
                    location / {
                        proxy_pass http://static;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                    }
                }
                """.formatted(backend.address(), port));
    }

    private Cost round(NginxServer nginx, int port) throws InterruptedException {
        var plan = new LoadPlan(
                Target.loopback(port),
                List.of(new Traffic.KeepAliveGets("/", CLIENTS, PER_SECOND, AnswerCheck.notEmpty())),
                Duration.ofSeconds(seconds),
                MOST_REQUESTS,
                PATIENCE);
        var before = NginxProcesses.of(nginx).processorTime();
        try (var run = LoadRun.start(plan, Timebase.ofSystem())) {
            var report = run.await();
            if (!report.flawless()) {
                throw new MeasurementFailure("Requests were lost: "
                        + report.losses().stream().limit(3).toList());
            }
            return new Cost(
                    report.requests(), NginxProcesses.of(nginx).processorTime().minus(before));
        }
    }

    private static Figures figures(Cost statics, Cost ours) {
        var ratio = ours.microsPerRequest() / statics.microsPerRequest();
        var tree = JsonMapper.builder().build().createObjectNode();
        tree.put("measurement", "proxy-overhead");
        tree.put("plainCpuRatio", rounded(ratio));
        tree.put("staticMicros", rounded(statics.microsPerRequest()));
        tree.put("plainMicros", rounded(ours.microsPerRequest()));
        tree.put("requests", statics.requests() + ours.requests());
        var text = String.format(
                Locale.ROOT,
                "%.2f times the processor time of a static proxy_pass: %.1f against %.1f microseconds a request, %d and %d"
                        + " requests",
                ratio,
                ours.microsPerRequest(),
                statics.microsPerRequest(),
                ours.requests(),
                statics.requests());
        return new Figures(List.of("", text), tree, true);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private record Cost(long requests, Duration processorTime) {

        private static Cost sum(List<Cost> costs) {
            return costs.stream()
                    .reduce(
                            new Cost(0, Duration.ZERO),
                            (one, other) -> new Cost(
                                    one.requests + other.requests, one.processorTime.plus(other.processorTime)));
        }

        private double microsPerRequest() {
            return processorTime.toNanos() / 1e3 / Math.max(1, requests);
        }
    }
}
