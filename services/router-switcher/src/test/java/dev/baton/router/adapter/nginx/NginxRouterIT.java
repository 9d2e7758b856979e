package dev.baton.router.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.load.AnswerCheck;
import dev.baton.load.LoadPlan;
import dev.baton.load.LoadRun;
import dev.baton.load.PostBody;
import dev.baton.load.Timebase;
import dev.baton.load.Traffic;
import dev.baton.load.wire.Target;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.Instance;
import dev.baton.router.adapter.http.VertxProber;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Commit;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Prober;
import dev.baton.router.domain.Proof;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteInForce;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.Site;
import dev.baton.support.Folders;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.baton.router.adapter.nginx.WaysHere#all")
class NginxRouterIT {

    private static final ApplicationName APPLICATION = new ApplicationName("evm-indexer");
    private static final DeploymentId FIRST = DeploymentId.of("01980000-0000-7000-8000-000000000001");
    private static final DeploymentId SECOND = DeploymentId.of("01980000-0000-7000-8000-000000000002");
    private static final Route BLUE = new Route(Slot.A, 1, FIRST);
    private static final Route GREEN = new Route(Slot.B, 2, SECOND);

    @Parameter
    WaySetting way = WaySetting.PLAIN;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final VertxProber prober = new VertxProber(vertx, Clock.systemUTC(), Duration.ofSeconds(2));
    private final Instance a = Instance.start(vertx, "version-in-a");
    private final Instance b = Instance.start(vertx, "version-in-b");
    private NginxLayout layout;
    private NginxServer nginx;
    private NginxRouter router;
    private Site site;

    @BeforeEach
    void startNginx() {
        layout = new NginxLayout(directory);
        nginx = NginxServer.start(layout.prefix());
        router = router();
        site = site(APPLICATION, FreePorts.next(), Optional.empty());
    }

    @AfterEach
    void stopAll() {
        nginx.close();
        prober.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void answers503UntilTheFirstRouteAndThenByTheRoutesSlot() {
        assertThat(register(router, site)).isEqualTo(new Registration.Registered(true));
        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Unrouted());
        assertThat(ask("/")).returns(503, Answer.Answered::status).returns(Optional.of("none"), Answer.Answered::route);

        assertThat(router.commit(APPLICATION, BLUE)).isInstanceOf(Commit.Committed.class);

        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Routed(BLUE));
        assertThat(ask("/"))
                .returns(200, Answer.Answered::status)
                .returns(Optional.of(BLUE.name()), Answer.Answered::route);
    }

    @Test
    void registersOnceAndReloadsOnlyForAChange() throws IOException {
        register(router, site);
        var written = Files.getLastModifiedTime(layout.site(APPLICATION));

        assertThat(register(router, site)).isEqualTo(new Registration.Registered(false));
        assertThat(register(router(), site)).isEqualTo(new Registration.Registered(false));
        assertThat(Files.getLastModifiedTime(layout.site(APPLICATION))).isEqualTo(written);

        var named = site(APPLICATION, front(site).address().port(), Optional.of("indexer.example.org"));
        assertThat(register(router, named)).isEqualTo(new Registration.Registered(true));
        assertThat(prober.ask(front(named), Router.OWN_PATH))
                .isInstanceOfSatisfying(
                        Answer.Answered.class,
                        answer -> assertThat(answer.status()).isEqualTo(200));
    }

    @Test
    void reloadsWhenACrashCameBetweenTheFileAndTheReload() throws IOException {
        register(router, site(new ApplicationName("other"), FreePorts.next(), Optional.empty()));
        new SiteFiles(layout, new Nginx("unused", layout))
                .write(
                        APPLICATION,
                        SiteText.of(
                                site,
                                new IncludedFiles(List.of(), List.of()),
                                layout,
                                Listening.LOOPBACK,
                                Way.valueOf(way.name())));

        assertThat(register(router, site)).isEqualTo(new Registration.Registered(true));
    }

    @Test
    void losesNothingOverSwitchesUnderLoad() throws Exception {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        var load = new LoadPlan(
                Target.loopback(front(site).address().port()),
                List.of(
                        new Traffic.KeepAliveGets(
                                "/",
                                8,
                                400,
                                AnswerCheck.containing("version-in").and(AnswerCheck.routed())),
                        new Traffic.NewConnectionGets("/", 2, 50, AnswerCheck.routed()),
                        new Traffic.Posts("/sha", PostBody.binary(100_000), 4, 40, AnswerCheck.sha256OfSent()),
                        new Traffic.WebSockets(
                                "/ws", 2, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2))),
                Duration.ofSeconds(30),
                100_000,
                Duration.ofSeconds(5));
        try (var run = LoadRun.start(load, Timebase.ofSystem())) {
            for (var epoch = 2; epoch <= 21; epoch++) {
                var route = epoch % 2 == 0 ? new Route(Slot.B, epoch, SECOND) : new Route(Slot.A, epoch, FIRST);
                var served = run.report().requests() + 50;
                try (var kept = prober.keep(front(site), Proof.KEPT_CONNECTIONS)) {
                    openAll(kept);
                    assertThat(router.commit(APPLICATION, route)).isInstanceOf(Commit.Committed.class);
                    assertThat(Proof.of(route, prober, kept, front(site), "/health"))
                            .isInstanceOfSatisfying(Proof.Proven.class, proven -> {
                                assertThat(proven.requests()).isEqualTo(20);
                                assertThat(proven.connections()).isEqualTo(12);
                            });
                }
                await().until(() -> run.report().requests() >= served);
            }
            var report = run.stop();
            assertThat(report.losses()).isEmpty();
            assertThat(report.flawless()).isTrue();
            assertThat(report.requests()).isGreaterThan(900);
            assertThat(report.webSocketsOpened()).isEqualTo(2);
        }
    }

    @Test
    void aStreamOfEventsStaysWithTheOldVersionUntilThatVersionEnds() throws Exception {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        var events = new CopyOnWriteArrayList<String>();
        try (var client = HttpClient.newHttpClient()) {
            var stream = client.send(get("/events"), BodyHandlers.ofLines());
            assertThat(stream.headers().firstValue("Baton-Route")).contains(BLUE.name());
            var reading = CompletableFuture.runAsync(
                    () -> stream.body().filter(line -> !line.isEmpty()).forEach(events::add));
            await().until(() -> events.size() >= 2);

            router.commit(APPLICATION, GREEN);
            assertThat(ask("/").route()).contains(GREEN.name());
            var before = events.size();
            await().until(() -> events.size() >= before + 10);
            assertThat(reading).isNotDone();
            assertThat(events).containsOnly("data: version-in-a");

            a.close();
            await().until(reading::isDone);
            var again = client.send(get("/events"), BodyHandlers.ofLines());
            try (var lines = again.body()) {
                assertThat(lines.findFirst()).contains("data: version-in-b");
            }
        }
    }

    @Test
    void refusesAnEpochThatIsNotHigher() {
        register(router, site);
        router.commit(APPLICATION, GREEN);

        assertThat(router.commit(APPLICATION, BLUE)).isEqualTo(new Commit.Stale(GREEN));
        assertThat(router.commit(APPLICATION, new Route(Slot.C, 2, FIRST))).isEqualTo(new Commit.Stale(GREEN));
        assertThat(router.commit(APPLICATION, GREEN)).isEqualTo(new Commit.Committed(0));
        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Routed(GREEN));
    }

    @Test
    void answers503WhileTheLinkDanglesAndHealsByCommittingTheSameRoute() throws IOException {
        register(router, site);
        router.commit(APPLICATION, GREEN);
        Files.delete(layout.routes(APPLICATION).resolve(GREEN.name()));

        // Lua reads the link and has no need of its target.
        assertThat(ask("/").status()).isEqualTo(way == WaySetting.LUA ? 200 : 503);
        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Dangling(GREEN));
        assertThat(router.commit(APPLICATION, BLUE)).isEqualTo(new Commit.Stale(GREEN));

        router.commit(APPLICATION, GREEN);
        assertThat(ask("/").status()).isEqualTo(200);
    }

    @Test
    void answers503WhileThereIsNoLink() throws IOException {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        Files.delete(layout.active(APPLICATION));

        assertThat(ask("/").status()).isEqualTo(503);
        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Unrouted());
    }

    @Test
    void finishesASwitchThatACrashCutBetweenLinkAndRename() throws IOException {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        Files.createDirectory(layout.routes(APPLICATION).resolve(GREEN.name()));
        Files.createSymbolicLink(layout.routes(APPLICATION).resolve("active.next"), Path.of(GREEN.name()));

        assertThat(ask("/").route()).contains(BLUE.name());
        assertThat(router().inForce(APPLICATION)).isEqualTo(new RouteInForce.Routed(BLUE));
        assertThat(router().commit(APPLICATION, GREEN)).isInstanceOf(Commit.Committed.class);
        assertThat(ask("/").route()).contains(GREEN.name());
    }

    @Test
    void takesAnUnprovenRouteBackToExactlyTheFormerOne() {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        b.healthAnswers(500);
        try (var kept = prober.keep(front(site), Proof.KEPT_CONNECTIONS)) {
            openAll(kept);
            router.commit(APPLICATION, GREEN);
            assertThat(Proof.of(GREEN, prober, kept, front(site), "/health"))
                    .isInstanceOfSatisfying(
                            Proof.Unproven.class,
                            unproven -> assertThat(unproven.reason()).contains("HTTP 500"));
        }

        assertThat(router.restore(APPLICATION, GREEN, Optional.of(BLUE))).isInstanceOf(Commit.Committed.class);
        assertThat(router.restore(APPLICATION, GREEN, Optional.of(BLUE))).isEqualTo(new Commit.Committed(0));
        assertThat(ask("/").route()).contains(BLUE.name());

        var later = new Route(Slot.B, 3, SECOND);
        router.commit(APPLICATION, later);
        assertThat(router.restore(APPLICATION, GREEN, Optional.of(BLUE))).isEqualTo(new Commit.Stale(later));
    }

    @Test
    void takesTheFirstRouteBackToNone() {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        router.restore(APPLICATION, BLUE, Optional.empty());

        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Unrouted());
        assertThat(ask("/").status()).isEqualTo(503);
    }

    @Test
    void keepsOnlyTheTargetsThatRequestsMayStillRead() throws IOException {
        register(router, site);
        for (var epoch = 1; epoch <= 5; epoch++) {
            router.commit(APPLICATION, new Route(Slot.A, epoch, FIRST));
        }
        try (var targets = Files.list(layout.routes(APPLICATION))) {
            assertThat(targets.map(target -> target.getFileName().toString()).filter(name -> !name.startsWith("slot-")))
                    .containsExactlyInAnyOrder(".lock", "active", "none", "a.4." + FIRST, "a.5." + FIRST);
        }
    }

    @Test
    void refusesAPortThatAnotherProgramHoldsAndLeavesNothingBehind() throws IOException {
        try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var taken = site(APPLICATION, holder.getLocalPort(), Optional.empty());

            assertThat(register(router, taken))
                    .isInstanceOfSatisfying(
                            Registration.Refused.class,
                            refused -> assertThat(refused.reason())
                                    .contains("cannot listen on 127.0.0.1:" + holder.getLocalPort())
                                    .contains("route.listen"));
        }
        assertThat(layout.site(APPLICATION)).doesNotExist();
        assertThat(register(router, site)).isEqualTo(new Registration.Registered(true));
    }

    @Test
    void refusesWhatNginxWouldNotTakeAndKeepsTheFormerSite() throws IOException {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        var other = new ApplicationName("other");
        var same = site(other, front(site).address().port(), Optional.empty());

        assertThat(register(router, same))
                .isInstanceOfSatisfying(
                        Registration.Refused.class,
                        refused -> assertThat(refused.reason()).contains("conflicting server name"));
        assertThat(layout.site(other)).doesNotExist();
        assertThat(layout.prefix().toFile().list((_, name) -> name.startsWith("check-")))
                .isEmpty();
        assertThat(ask("/").route()).contains(BLUE.name());
    }

    @Test
    void registersAllThatWasLostWithOneReload() throws IOException {
        var other = site(new ApplicationName("other"), FreePorts.next(), Optional.empty());
        router.register(List.of(site, other));
        Folders.delete(layout.sites());

        assertThat(router().register(List.of(site, other)))
                .isEqualTo(Map.of(
                        APPLICATION,
                        new Registration.Registered(true),
                        other.application(),
                        new Registration.Registered(true)));
    }

    @Test
    void twoApplicationsShareAPortByTheirHosts() {
        var port = FreePorts.next();
        var one = site(new ApplicationName("one"), port, Optional.of("one.example.org"));
        var two = site(new ApplicationName("two"), port, Optional.of("two.example.org"));

        assertThat(register(router, one)).isEqualTo(new Registration.Registered(true));
        assertThat(register(router, two)).isEqualTo(new Registration.Registered(true));
        router.commit(two.application(), GREEN);

        assertThat(prober.ask(front(one), "/").summary()).isEqualTo("HTTP 503");
        assertThat(prober.ask(front(two), "/").summary()).isEqualTo("HTTP 200");
    }

    @Test
    void answersAtEveryFrontOfTheApplication() {
        var second = new Endpoint(Address.loopback(FreePorts.next()), Optional.of("new.example.org"));
        var both = new Site(APPLICATION, List.of(front(site), second), site.slots(), Optional.empty());

        assertThat(register(router, both)).isEqualTo(new Registration.Registered(true));
        router.commit(APPLICATION, BLUE);

        assertThat(prober.ask(front(site), "/").healthy()).isTrue();
        assertThat(prober.ask(second, "/").healthy()).isTrue();
    }

    @Test
    void saysWhenNginxIsMissingOrDown() throws IOException {
        var missing = new NginxRouter(layout, Listening.LOOPBACK, way, "no-such-nginx", prober, System::nanoTime);
        assertThat(register(missing, site))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        refused -> assertThat(refused.reason()).contains("cannot run no-such-nginx"));
        assertThat(layout.site(APPLICATION)).doesNotExist();

        nginx.close();
        assertThat(register(router, site))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        down -> assertThat(down.reason()).contains("NGINX does not run"));
        Files.writeString(layout.pidFile(), ProcessHandle.current().pid() + "\n");
        assertThat(register(router, site))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        stranger -> assertThat(stranger.reason()).contains("is java"));

        nginx = NginxServer.start(layout.prefix());
        assertThat(register(router, site)).isEqualTo(new Registration.Registered(false));
    }

    @Test
    void reportsADirectoryThatCannotBeWrittenAndLeavesTheRouteAlone() throws IOException {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        // A directory in the link's temporary place fails for root too, unlike missing permissions.
        Files.createDirectories(
                layout.routes(APPLICATION).resolve("active.next").resolve("in-the-way"));

        assertThat(router.commit(APPLICATION, GREEN))
                .isInstanceOfSatisfying(
                        Commit.Failed.class,
                        failed -> assertThat(failed.reason()).contains("cannot move the link"));
        assertThat(ask("/").route()).contains(BLUE.name());
    }

    @Test
    void forwardsUpgradesOfWebSocketsOnlyAndNobodyForgesTheRoute() throws Exception {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        // This client offers an upgrade to HTTP/2 with its first request.
        try (var client = HttpClient.newHttpClient()) {
            var headers = client.send(get("/headers"), BodyHandlers.ofString());
            assertThat(headers.body().toLowerCase(Locale.ROOT)).doesNotContain("upgrade=", "connection=upgrade");
            var forged = client.send(get("/forged"), BodyHandlers.ofString());
            assertThat(forged.headers().allValues("Baton-Route")).containsExactly(BLUE.name());
        }
    }

    @Test
    void writesOneJsonLineForEachRequest() throws IOException {
        register(router, site);
        router.commit(APPLICATION, BLUE);
        ask("/some?token=secret");

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(layout.accessLog(APPLICATION))
                        .content()
                        .contains("\"route\":\"" + BLUE + "\",\"method\":\"GET\",\"path\":\"/some\",\"status\":200")
                        .doesNotContain("secret"));
    }

    private static Registration register(NginxRouter router, Site site) {
        return Objects.requireNonNull(router.register(List.of(site)).get(site.application()));
    }

    private void openAll(Prober.Kept kept) {
        for (var connection = 0; connection < Proof.KEPT_CONNECTIONS; connection++) {
            kept.ask(connection, Router.OWN_PATH);
        }
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + front(site).address() + path))
                .build();
    }

    private Answer.Answered ask(String path) {
        return (Answer.Answered) prober.ask(front(site), path);
    }

    private NginxRouter router() {
        return new NginxRouter(
                layout,
                Listening.LOOPBACK,
                way,
                NginxServer.binary().orElseThrow().toString(),
                prober,
                System::nanoTime);
    }

    private static Endpoint front(Site site) {
        return site.fronts().getFirst();
    }

    private Site site(ApplicationName application, int listen, Optional<String> host) {
        return new Site(
                application,
                List.of(new Endpoint(Address.loopback(listen), host)),
                Map.of(Slot.A, a.address(), Slot.B, b.address(), Slot.C, Address.loopback(FreePorts.next())),
                Optional.empty());
    }
}
