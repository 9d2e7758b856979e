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
import dev.baton.router.adapter.nginx.WaySetting;
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
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * NGINX's processor time for a request through the site that Baton generates, by the plain way and by the Lua way, against
 * a static proxy_pass with the same keep-alive in the same NGINX, by turns, so that what else the machine does meets all.
 */
@Command(
        name = "proxy-overhead",
        description = {
            "NGINX's processor time per request through Baton's site, against a static proxy_pass.",
            "The same small GETs over kept connections, by turns; the ratios are medians of the rounds. Baton's sites",
            "write their access log, and by the Lua way count; the static one does neither. Lua is measured where",
            "NGINX's module is installed."
        })
public final class ProxyOverhead implements Measurement {

    private static final ApplicationName PLAIN = new ApplicationName("overhead-plain");
    private static final ApplicationName LUA = new ApplicationName("overhead-lua");
    private static final int CLIENTS = 32;
    private static final double PER_SECOND = 3_000;
    private static final long MOST_REQUESTS = 1_000_000;
    private static final int QUICK_ROUNDS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "12",
            description = "Of each way, by turns. Default: ${DEFAULT-VALUE}.")
    private int rounds = 12;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "4",
            description = "How long one round lasts. Default: ${DEFAULT-VALUE}.")
    private int seconds = 4;

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
        var statics = new Front("static", FreePorts.next());
        var plain = new Front("plain", FreePorts.next());
        var lua = NginxServer.hasLua() ? Optional.of(new Front("Lua", FreePorts.next())) : Optional.<Front>empty();
        var fronts = Stream.concat(Stream.of(statics, plain), lua.stream()).toList();
        writeStatic(folder.resolve("nginx").resolve("sites"), statics.port(), backend);
        try (var nginx = NginxServer.start(folder.resolve("nginx"));
                var prober = new VertxProber(vertx, Clock.systemUTC(), PATIENCE)) {
            register(PLAIN, router(folder, WaySetting.PLAIN, prober), plain, backend);
            lua.ifPresent(front -> register(LUA, router(folder, WaySetting.LUA, prober), front, backend));
            for (var front : fronts) {
                round(nginx, front.port());
            }
            for (var round = 0; round < (quick ? QUICK_ROUNDS : rounds); round++) {
                for (var front : round % 2 == 0 ? fronts : fronts.reversed()) {
                    front.rounds().add(round(nginx, front.port()));
                }
                progress.accept(fronts.stream()
                                .map(front -> String.format(
                                        Locale.ROOT,
                                        "%s %.1f",
                                        front.name(),
                                        front.rounds().getLast().microsPerRequest()))
                                .collect(Collectors.joining(", "))
                        + " microseconds of processor time a request");
            }
            return figures(statics, plain, lua);
        }
    }

    private static NginxRouter router(Path folder, WaySetting way, VertxProber prober) {
        var binary = NginxServer.binary().orElseThrow().toString();
        return new NginxRouter(new NginxLayout(folder), Listening.LOOPBACK, way, binary, prober, System::nanoTime);
    }

    private static void register(ApplicationName application, NginxRouter router, Front front, Backend backend) {
        var slots = Map.of(
                Slot.A,
                backend.address(),
                Slot.B,
                Address.loopback(FreePorts.next()),
                Slot.C,
                Address.loopback(FreePorts.next()));
        var fronts = List.of(Endpoint.direct(Address.loopback(front.port())));
        var registered = router.register(List.of(new Site(application, fronts, slots, Optional.empty())))
                .get(application);
        if (!(registered instanceof Registration.Registered)) {
            throw new MeasurementFailure("The application could not be registered: " + registered);
        }
        router.commit(application, new Route(Slot.A, 1, DeploymentId.next(Clock.systemUTC())));
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

    private static Figures figures(Front statics, Front plain, Optional<Front> lua) {
        var tree = JsonMapper.builder().build().createObjectNode();
        tree.put("measurement", "proxy-overhead");
        tree.put("plainCpuRatio", rounded(plain.against(statics)));
        lua.ifPresent(front -> tree.put("luaCpuRatio", rounded(front.against(statics))));
        tree.put("staticMicros", rounded(statics.microsPerRequest()));
        tree.put("plainMicros", rounded(plain.microsPerRequest()));
        lua.ifPresent(front -> tree.put("luaMicros", rounded(front.microsPerRequest())));
        tree.put(
                "requests",
                statics.requests() + plain.requests() + lua.map(Front::requests).orElse(0L));
        var text = List.of(
                "",
                String.format(
                        Locale.ROOT,
                        "a static proxy_pass: %.1f microseconds of processor time a request, %d requests",
                        statics.microsPerRequest(),
                        statics.requests()),
                "the plain way: " + plain.beside(statics),
                lua.map(front -> "the Lua way: " + front.beside(statics))
                        .orElse("the Lua way: not measured, NGINX has no Lua module; install libnginx-mod-http-lua"));
        return new Figures(text, tree, true);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static double median(DoubleStream values) {
        var sorted = values.sorted().toArray();
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }

    /** What is measured, and its rounds so far. */
    private record Front(String name, int port, List<Cost> rounds) {

        private Front(String name, int port) {
            this(name, port, new ArrayList<>());
        }

        private long requests() {
            return rounds.stream().mapToLong(Cost::requests).sum();
        }

        /** The median of the rounds. */
        private double microsPerRequest() {
            return median(rounds.stream().mapToDouble(Cost::microsPerRequest));
        }

        /** The median of the ratios of the rounds that followed upon one another: what disturbed one disturbed both. */
        private double against(Front other) {
            return median(IntStream.range(0, rounds.size())
                    .mapToDouble(round -> rounds.get(round).microsPerRequest()
                            / other.rounds.get(round).microsPerRequest()));
        }

        private String beside(Front other) {
            return String.format(
                    Locale.ROOT,
                    "%.2f times as much, %.1f, %d requests",
                    against(other),
                    microsPerRequest(),
                    requests());
        }
    }

    private record Cost(long requests, Duration processorTime) {

        private double microsPerRequest() {
            return processorTime.toNanos() / 1e3 / Math.max(1, requests);
        }
    }
}
