package dev.baton.router.adapter.nginx;

import static dev.baton.router.adapter.nginx.NginxStage.APPLICATION;
import static dev.baton.router.adapter.nginx.NginxStage.BLUE;
import static dev.baton.router.adapter.nginx.NginxStage.FIRST;
import static dev.baton.router.adapter.nginx.NginxStage.GREEN;
import static dev.baton.router.adapter.nginx.NginxStage.SECOND;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.Slot;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.RouteInForce;
import dev.baton.router.domain.Site;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What only the Lua way does, and what becomes of the traffic where NGINX gets or loses the module. */
class LuaWayIT {

    @RegisterExtension
    final NginxStage stage = new NginxStage();

    private final Endpoint front = Endpoint.direct(Address.loopback(FreePorts.next()));
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void needsTheModule() {
        assumeTrue(NginxServer.hasLua());
    }

    @AfterEach
    void stop() {
        client.close();
    }

    @Test
    void leadsToAnAddressThatNginxHasNotReadWithoutAReload() throws Exception {
        var router = stage.router(WaySetting.LUA);
        register(router, Address.loopback(FreePorts.next()));
        router.commit(APPLICATION, BLUE);
        assertThat(ask().body()).isEqualTo("version-in-a");
        var workers = workers();

        assertThat(register(router, stage.b().address())).isEqualTo(new Registration.Registered(false));
        router.commit(APPLICATION, GREEN);
        assertThat(ask().body()).isEqualTo("version-in-b");
        assertThat(ask().headers().firstValue("Baton-Route")).contains(GREEN.name());
        assertThat(workers()).isEqualTo(workers);

        stage.stopNginx();
        stage.startNginx();
        assertThat(ask().body()).isEqualTo("version-in-b");
    }

    @Test
    void leadsNoRequestThatBeginsAfterACommitByWhatAWorkerReadBefore() throws Exception {
        var router = stage.router(WaySetting.LUA);
        register(router, stage.b().address());
        router.commit(APPLICATION, BLUE);
        var asking = new AtomicBoolean(true);
        // Workers that are asked all the time have read the link a moment before each commit.
        var others = IntStream.range(0, 4)
                .mapToObj(_ -> CompletableFuture.runAsync(() -> askWhile(asking)))
                .toList();
        try (var kept = new Socket(front.address().host(), front.address().port())) {
            kept.setTcpNoDelay(true);
            for (var epoch = 2; epoch <= 201; epoch++) {
                var route = epoch % 2 == 0 ? new Route(Slot.B, epoch, SECOND) : new Route(Slot.A, epoch, FIRST);
                router.commit(APPLICATION, route);
                assertThat(askOn(kept)).contains("Baton-Route: " + route.name());
            }
        } finally {
            asking.set(false);
        }
        others.forEach(CompletableFuture::join);
    }

    private void askWhile(AtomicBoolean asking) {
        try (var kept = new Socket(front.address().host(), front.address().port())) {
            while (asking.get()) {
                askOn(kept);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer's head, and what came with it: over a connection that is open already, no time passes before it. */
    private static String askOn(Socket kept) throws IOException {
        kept.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
        var buffer = new byte[8_192];
        var length = 0;
        var answer = "";
        while (!answer.contains("version-in-")) {
            var read = kept.getInputStream().read(buffer, length, buffer.length - length);
            assertThat(read).as("an answer after %s", answer).isPositive();
            length += read;
            answer = new String(buffer, 0, length, US_ASCII);
        }
        return answer;
    }

    @Test
    void aWorkerThatTakesTheOthersPlaceReadsTheRouteFromTheDisk() throws Exception {
        var router = stage.router(WaySetting.LUA);
        register(router, stage.b().address());
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
        var router = stage.router(WaySetting.LUA);
        register(router, stage.b().address());
        Files.delete(stage.layout().slot(APPLICATION, Slot.B));
        router.commit(APPLICATION, GREEN);
        assertThat(ask().body()).isEqualTo("version-in-b");

        Files.delete(stage.layout().slot(APPLICATION, Slot.B));
        assertThat(router.inForce(APPLICATION)).isEqualTo(new RouteInForce.Dangling(GREEN));
        stage.stopNginx();
        stage.startNginx();
        assertThat(ask().statusCode()).isEqualTo(503);
        router.commit(APPLICATION, GREEN);
        assertThat(ask().body()).isEqualTo("version-in-b");
    }

    @Test
    void countsByRouteWhatReachedTheApplicationAndTellsOnlyThisMachine() throws Exception {
        var router = stage.router(WaySetting.LUA);
        register(router, stage.b().address());
        assertThat(ask().statusCode()).isEqualTo(503);
        router.commit(APPLICATION, BLUE);
        ask();
        ask();
        stage.b().failsOneIn(1);
        router.commit(APPLICATION, GREEN);
        ask();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(get(LuaText.COUNTS_PATH))
                        .contains(
                                "baton_requests_total{application=\"evm-indexer\",deployment=\"" + FIRST + "\",route=\""
                                        + BLUE + "\",status=\"2xx\"} 2\n",
                                "deployment=\"" + SECOND + "\",route=\"" + GREEN + "\",status=\"5xx\"} 1\n")
                        .doesNotContain("none"));
        assertThat(Files.readString(stage.layout().site(APPLICATION))).contains("allow 127.0.0.1;", "deny all;");
    }

    @Test
    void goesFromPlainToLuaAndBackWithTheSameRoute() throws Exception {
        register(stage.router(WaySetting.PLAIN), stage.b().address());
        stage.router(WaySetting.PLAIN).commit(APPLICATION, GREEN);

        var auto = stage.router(WaySetting.AUTO);
        assertThat(register(auto, stage.b().address())).isEqualTo(new Registration.Registered(true));
        assertThat(ask().body()).isEqualTo("version-in-b");
        assertThat(stage.layout().site(APPLICATION)).content().contains(LuaText.MARK);

        assertThat(register(stage.router(WaySetting.PLAIN), stage.b().address()))
                .isEqualTo(new Registration.Registered(true));
        assertThat(ask().body()).isEqualTo("version-in-b");
        assertThat(stage.layout().site(APPLICATION)).content().doesNotContain(LuaText.MARK);
        assertThat(stage.layout().luaCommon()).doesNotExist();
    }

    @Test
    void writesAllSitesPlainlyOnceNginxHasLostTheModule() throws Exception {
        var auto = stage.router(WaySetting.AUTO);
        register(auto, stage.b().address());
        auto.commit(APPLICATION, GREEN);
        var other = new Site(
                new ApplicationName("other"),
                List.of(Endpoint.direct(Address.loopback(FreePorts.next()))),
                slots(Address.loopback(FreePorts.next())),
                Optional.empty());
        stage.stopNginx();
        withoutModule();

        assertThat(auto.register(List.of(other)).get(other.application())).isInstanceOf(Registration.NotServing.class);
        stage.startNginxWithoutLua();
        assertThat(ask().body()).isEqualTo("version-in-b");
        assertThat(auto.register(List.of(other)))
                .containsEntry(other.application(), new Registration.Registered(false));
    }

    @Test
    void saysWhatToInstallWhereLuaIsWantedAndNotThere() throws Exception {
        stage.stopNginx();
        stage.startNginxWithoutLua();

        assertThat(register(stage.router(WaySetting.LUA), stage.b().address()))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        missing -> assertThat(missing.reason())
                                .contains("libnginx-mod-http-lua", "baton.router.switch=plain"));
        assertThat(stage.layout().site(APPLICATION)).doesNotExist();
        assertThat(register(stage.router(WaySetting.AUTO), stage.b().address()))
                .isEqualTo(new Registration.Registered(true));
        assertThat(stage.layout().site(APPLICATION)).content().doesNotContain(LuaText.MARK);
    }

    /** The main configuration as it is where the module is not installed. */
    private void withoutModule() throws IOException {
        var lines = Files.readAllLines(stage.layout().configuration());
        lines.removeIf(line -> line.startsWith("load_module"));
        Files.write(stage.layout().configuration(), lines);
    }

    private List<Long> workers() {
        return new Nginx("unused", stage.layout()).workers().stream().sorted().toList();
    }

    private Registration register(NginxRouter router, Address slotB) {
        return NginxStage.register(router, new Site(APPLICATION, List.of(front), slots(slotB), Optional.empty()));
    }

    private Map<Slot, Address> slots(Address slotB) {
        return Map.of(Slot.A, stage.a().address(), Slot.B, slotB, Slot.C, Address.loopback(1));
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
