package dev.baton.router.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.descriptor.Preview;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.Instance;
import dev.baton.router.adapter.http.VertxProber;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Candidate;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
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
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Green beside blue behind one port, by a real NGINX. */
@ParameterizedClass
@MethodSource("dev.baton.router.adapter.nginx.WaysHere#all")
class PreviewIT {

    private static final ApplicationName APPLICATION = new ApplicationName("evm-indexer");
    private static final Route BLUE = new Route(Slot.A, 1, DeploymentId.of("01980000-0000-7000-8000-000000000001"));
    private static final DeploymentId SECOND = DeploymentId.of("01980000-0000-7000-8000-000000000002");
    private static final Candidate GREEN = new Candidate(Slot.B, SECOND);
    private static final List<String> BY_HEADER = List.of("X-Preview", "yes");
    private static final List<String> BY_COOKIE = List.of("Cookie", "other=1; baton_preview=1");
    private static final List<List<String>> BOTH = List.of(BY_HEADER, BY_COOKIE);

    @Parameter
    WaySetting way = WaySetting.PLAIN;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final VertxProber prober = new VertxProber(vertx, Clock.systemUTC(), Duration.ofSeconds(2));
    private final Instance a = Instance.start(vertx, "version-in-a");
    private final Instance b = Instance.start(vertx, "version-in-b");
    private final HttpClient client = HttpClient.newHttpClient();
    private final Address front = Address.loopback(FreePorts.next());
    private NginxLayout layout;
    private NginxServer nginx;
    private NginxRouter router;

    @BeforeEach
    void serveBlue() {
        layout = new NginxLayout(directory);
        nginx = NginxServer.start(layout.prefix());
        router = new NginxRouter(
                layout,
                Listening.LOOPBACK,
                way,
                NginxServer.binary().orElseThrow().toString(),
                prober,
                System::nanoTime);
        var preview =
                new Preview(Optional.of("X-Preview"), Optional.of("baton_preview"), Optional.of("next.example.org"));
        var slots = Map.of(Slot.A, a.address(), Slot.B, b.address(), Slot.C, Address.loopback(FreePorts.next()));
        var site =
                new Site(APPLICATION, List.of(Endpoint.direct(front)), slots, Optional.empty(), Optional.of(preview));
        assertThat(router.register(List.of(site))).containsEntry(APPLICATION, new Registration.Registered(true));
        router.commit(APPLICATION, BLUE);
    }

    @AfterEach
    void stopAll() {
        client.close();
        nginx.close();
        prober.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void answers503ToWhoAsksForThePreviewWhileThereIsNoneAndServesAllOthers() throws Exception {
        for (var by : BOTH) {
            assertThat(ask(by)).returns(503, HttpResponse::statusCode);
        }
        assertThat(byHost().summary()).isEqualTo("HTTP 503");
        assertThat(ask(List.of())).returns("version-in-a", HttpResponse::body);
        assertThat(ask(List.of("X-Preview", ""))).returns("version-in-a", HttpResponse::body);
        assertThat(ask(List.of("Cookie", "preview=1"))).returns("version-in-a", HttpResponse::body);
    }

    @Test
    void leadsToGreenByHeaderCookieAndHostAndNobodyElse() throws Exception {
        assertThat(router.preview(APPLICATION, Optional.of(GREEN))).isEmpty();

        for (var by : BOTH) {
            assertThat(ask(by))
                    .returns("version-in-b", HttpResponse::body)
                    .returns(List.of(GREEN.name()), answer -> answer.headers().allValues("Baton-Route"));
        }
        assertThat(byHost().healthy()).isTrue();
        assertThat(ask(List.of()))
                .returns("version-in-a", HttpResponse::body)
                .returns(List.of(BLUE.name()), answer -> answer.headers().allValues("Baton-Route"));
    }

    @Test
    void isOverAtOnceWithoutAReloadAndNeverBlue() throws Exception {
        var workers = new Nginx("unused", layout).workers();
        router.preview(APPLICATION, Optional.of(GREEN));
        assertThat(ask(BY_HEADER)).returns("version-in-b", HttpResponse::body);

        router.preview(APPLICATION, Optional.empty());
        assertThat(ask(BY_HEADER)).returns(503, HttpResponse::statusCode);
        router.commit(APPLICATION, new Route(Slot.B, 2, SECOND));
        assertThat(ask(BY_HEADER)).returns(503, HttpResponse::statusCode);
        assertThat(ask(List.of())).returns("version-in-b", HttpResponse::body);

        var third = new Candidate(Slot.A, DeploymentId.of("01980000-0000-7000-8000-000000000003"));
        router.preview(APPLICATION, Optional.of(third));
        assertThat(ask(BY_COOKIE)).returns("version-in-a", HttpResponse::body);
        assertThat(new Nginx("unused", layout).workers()).isEqualTo(workers);
        assertThat(layout.routes(APPLICATION).resolve(GREEN.name())).doesNotExist();
    }

    @Test
    void answers503WhereTheLinkIsGone() throws Exception {
        router.preview(APPLICATION, Optional.of(GREEN));
        Files.delete(layout.preview(APPLICATION));

        assertThat(ask(BY_HEADER)).returns(503, HttpResponse::statusCode);
        assertThat(router.preview(APPLICATION, Optional.of(GREEN))).isEmpty();
        assertThat(ask(BY_HEADER)).returns("version-in-b", HttpResponse::body);
    }

    @Test
    void failuresOfThePreviewAreNotCountedAsUsers() throws Exception {
        router.preview(APPLICATION, Optional.of(GREEN));
        b.failsOneIn(1);
        assertThat(ask(BY_HEADER)).returns(500, HttpResponse::statusCode);
        ask(List.of());
        var counting = new AccessLog(layout)
                .count(APPLICATION, new Route(Slot.B, 2, SECOND), Optional.of(BLUE.deployment()), Set.of());

        await().untilAsserted(
                        () -> assertThat(counting.look().before().requests()).isEqualTo(1));
        assertThat(counting.look().since().requests()).isZero();
    }

    private HttpResponse<String> ask(List<String> header) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://" + front + "/"));
        if (!header.isEmpty()) {
            request.header(header.getFirst(), header.getLast());
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private Answer byHost() {
        return prober.ask(new Endpoint(front, Optional.of("next.example.org")), "/");
    }
}
