package dev.baton.router.adapter.nginx;

import static dev.baton.router.adapter.nginx.NginxStage.APPLICATION;
import static dev.baton.router.adapter.nginx.NginxStage.BLUE;
import static dev.baton.router.adapter.nginx.NginxStage.FIRST;
import static dev.baton.router.adapter.nginx.NginxStage.GREEN;
import static dev.baton.router.adapter.nginx.NginxStage.SECOND;
import static dev.baton.router.adapter.nginx.NginxStage.front;
import static dev.baton.router.adapter.nginx.NginxStage.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.load.AnswerCheck;
import dev.baton.load.LoadPlan;
import dev.baton.load.LoadRun;
import dev.baton.load.PostBody;
import dev.baton.load.Timebase;
import dev.baton.load.Traffic;
import dev.baton.load.wire.Target;
import dev.baton.model.Slot;
import dev.baton.router.domain.Commit;
import dev.baton.router.domain.Prober;
import dev.baton.router.domain.Proof;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.Router;
import dev.baton.router.domain.Site;
import dev.baton.support.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What users have of it: nothing is lost, streams stay, headers are right, and each request is on record. */
@ParameterizedClass
@MethodSource("dev.baton.router.adapter.nginx.WaysHere#all")
class TrafficIT {

    @RegisterExtension
    final NginxStage stage = new NginxStage();

    @Parameter
    WaySetting way = WaySetting.PLAIN;

    private NginxRouter router;
    private Site site;

    @BeforeEach
    void describe() {
        router = stage.router(way);
        site = stage.site(APPLICATION, FreePorts.next(), Optional.empty());
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
                try (var kept = stage.prober().keep(front(site), Proof.KEPT_CONNECTIONS)) {
                    openAll(kept);
                    assertThat(router.commit(APPLICATION, route)).isInstanceOf(Commit.Committed.class);
                    assertThat(Proof.of(route, stage.prober(), kept, front(site), "/health"))
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
            assertThat(stage.ask(site, "/").route()).contains(GREEN.name());
            var before = events.size();
            await().until(() -> events.size() >= before + 10);
            assertThat(reading).isNotDone();
            assertThat(events).containsOnly("data: version-in-a");

            stage.a().close();
            await().until(reading::isDone);
            var again = client.send(get("/events"), BodyHandlers.ofLines());
            try (var lines = again.body()) {
                assertThat(lines.findFirst()).contains("data: version-in-b");
            }
        }
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
        stage.ask(site, "/some?token=secret");

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(stage.layout().accessLog(APPLICATION))
                        .content()
                        .contains("\"route\":\"" + BLUE + "\",\"method\":\"GET\",\"path\":\"/some\",\"status\":200")
                        .doesNotContain("secret"));
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
}
