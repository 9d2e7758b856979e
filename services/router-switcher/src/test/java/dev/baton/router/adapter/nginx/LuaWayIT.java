package dev.baton.router.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.Instance;
import dev.baton.router.adapter.http.VertxProber;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteInForce;
import dev.baton.router.domain.Site;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the Lua way does, and what becomes of the traffic where NGINX gets or loses the module. */
class LuaWayIT {

    private static final ApplicationName APPLICATION = new ApplicationName("evm-indexer");
    private static final DeploymentId FIRST = DeploymentId.of("01980000-0000-7000-8000-000000000001");
    private static final DeploymentId SECOND = DeploymentId.of("01980000-0000-7000-8000-000000000002");
    private static final Route BLUE = new Route(Slot.A, 1, FIRST);
    private static final Route GREEN = new Route(Slot.B, 2, SECOND);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final VertxProber prober = new VertxProber(vertx, Clock.systemUTC(), Duration.ofSeconds(2));
    private final Instance a = Instance.start(vertx, "version-in-a");
    private final Instance b = Instance.start(vertx, "version-in-b");
    private final Endpoint front = Endpoint.direct(Address.loopback(FreePorts.next()));
    private final HttpClient client = HttpClient.newHttpClient();
    private NginxLayout layout;
    private NginxServer nginx;

    @BeforeEach
    void startNginx() {
        assumeTrue(NginxServer.hasLua());
        layout = new NginxLayout(directory);
        nginx = NginxServer.start(layout.prefix());
    }

    @AfterEach
    void stopAll() {
        if (nginx != null) {
            nginx.close();
        }
        client.close();
        prober.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void leadsToAnAddressThatNginxHasNotReadWithoutAReload() throws Exception {
        var router = router(WaySetting.LUA);
        register(router, Address.loopback(FreePorts.next()));
        router.commit(APPLICATION, BLUE);
        assertThat(ask().body()).isEqualTo("version-in-a");
        var workers = workers();

        assertThat(register(router, b.address())).isEqualTo(new Registration.Registered(false));
        router.commit(APPLICATION, GREEN);
        assertThat(ask().body()).isEqualTo("version-in-b");
        assertThat(ask().headers().firstValue("Baton-Route")).contains(GREEN.name());
        assertThat(workers()).isEqualTo(workers);

        nginx.close();
        nginx = NginxServer.start(layout.prefix());
        assertThat(ask().body()).isEqualTo("version-in-b");
    }

    @Test
    void aWorkerThatTakesTheOthersPlaceReadsTheRouteFromTheDisk() throws Exception {
        var router = router(WaySetting.LUA);
        register(router, b.address());
        router.commit(APPLICATION, BLUE);
        assertThat(ask().body()).isEqualTo("version-in-a");
        var killed = workers();

        killed.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        router.commit(APPLICATION, GREEN);

        await().until(() ->
                workers().size() == killed.size() && workers().stream().noneMatch(killed::contains));
        for (var request = 0; request < 8; request++) {
            assertThat(ask().body()).isEqualTo("version-in-b");
        }
    }

    @Test
    void answers503WhileASlotsLinkIsGoneAndHealsByCommittingTheSameRoute() throws Exception {
        var router = router(WaySetting.LUA);
        register(router, b.address());
        Files.delete(layout.slot(APPLICATION, Slot.B));
        router.commit(APPLICATION, GREEN);
        assertThat(ask().body()).isEqualTo("version-in-b");

        Files.delete(layout.slot(APPLICATION, Slot.B));
        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Dangling(GREEN));
        nginx.close();
        nginx = NginxServer.start(layout.prefix());
        assertThat(ask().statusCode()).isEqualTo(503);
        router.commit(APPLICATION, GREEN);
        assertThat(ask().body()).isEqualTo("version-in-b");
    }

    @Test
    void countsByRouteWhatReachedTheApplicationAndTellsOnlyThisMachine() throws Exception {
        var router = router(WaySetting.LUA);
        register(router, b.address());
        assertThat(ask().statusCode()).isEqualTo(503);
        router.commit(APPLICATION, BLUE);
        ask();
        ask();
        b.failsOneIn(1);
        router.commit(APPLICATION, GREEN);
        ask();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(get(LuaText.COUNTS_PATH))
                        .contains(
                                "baton_requests_total{application=\"evm-indexer\",deployment=\"" + FIRST + "\",route=\""
                                        + BLUE + "\",status=\"2xx\"} 2\n",
                                "deployment=\"" + SECOND + "\",route=\"" + GREEN + "\",status=\"5xx\"} 1\n")
                        .doesNotContain("none"));
        assertThat(Files.readString(layout.site(APPLICATION))).contains("allow 127.0.0.1;", "deny all;");
    }

    @Test
    void goesFromPlainToLuaAndBackWithTheSameRoute() throws Exception {
        register(router(WaySetting.PLAIN), b.address());
        router(WaySetting.PLAIN).commit(APPLICATION, GREEN);

        var auto = router(WaySetting.AUTO);
        assertThat(register(auto, b.address())).isEqualTo(new Registration.Registered(true));
        assertThat(ask().body()).isEqualTo("version-in-b");
        assertThat(layout.site(APPLICATION)).content().contains(LuaText.MARK);

        assertThat(register(router(WaySetting.PLAIN), b.address())).isEqualTo(new Registration.Registered(true));
        assertThat(ask().body()).isEqualTo("version-in-b");
        assertThat(layout.site(APPLICATION)).content().doesNotContain(LuaText.MARK);
        assertThat(layout.luaCommon()).doesNotExist();
    }

    @Test
    void writesAllSitesPlainlyOnceNginxHasLostTheModule() throws Exception {
        var auto = router(WaySetting.AUTO);
        register(auto, b.address());
        auto.commit(APPLICATION, GREEN);
        var other = new Site(
                new ApplicationName("other"),
                List.of(Endpoint.direct(Address.loopback(FreePorts.next()))),
                slots(Address.loopback(FreePorts.next())),
                Optional.empty());
        nginx.close();
        withoutModule();

        assertThat(auto.register(List.of(other)).get(other.application())).isInstanceOf(Registration.NotServing.class);
        nginx = NginxServer.startWithoutLua(layout.prefix());
        assertThat(ask().body()).isEqualTo("version-in-b");
        assertThat(auto.register(List.of(other)))
                .containsEntry(other.application(), new Registration.Registered(false));
    }

    @Test
    void saysWhatToInstallWhereLuaIsWantedAndNotThere() throws Exception {
        nginx.close();
        nginx = NginxServer.startWithoutLua(layout.prefix());

        assertThat(register(router(WaySetting.LUA), b.address()))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        missing -> assertThat(missing.reason())
                                .contains("libnginx-mod-http-lua", "baton.router.switch=plain"));
        assertThat(layout.site(APPLICATION)).doesNotExist();
        assertThat(register(router(WaySetting.AUTO), b.address())).isEqualTo(new Registration.Registered(true));
        assertThat(layout.site(APPLICATION)).content().doesNotContain(LuaText.MARK);
    }

    /** The main configuration as it is where the module is not installed. */
    private void withoutModule() throws IOException {
        var lines = Files.readAllLines(layout.configuration());
        lines.removeIf(line -> line.startsWith("load_module"));
        Files.write(layout.configuration(), lines);
    }

    private List<Long> workers() {
        return new Nginx("unused", layout).workers().stream().sorted().toList();
    }

    private NginxRouter router(WaySetting way) {
        var binary = NginxServer.binary().orElseThrow().toString();
        return new NginxRouter(layout, Listening.LOOPBACK, way, binary, prober, System::nanoTime);
    }

    private Registration register(NginxRouter router, Address slotB) {
        var site = new Site(APPLICATION, List.of(front), slots(slotB), Optional.empty());
        return Objects.requireNonNull(router.register(List.of(site)).get(APPLICATION));
    }

    private Map<Slot, Address> slots(Address slotB) {
        return Map.of(Slot.A, a.address(), Slot.B, slotB, Slot.C, Address.loopback(1));
    }

    private HttpResponse<String> ask() throws IOException, InterruptedException {
        return send("/");
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(path).body();
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://" + front.address() + path));
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
