package dev.baton.router.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.descriptor.Route.Include;
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
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.Site;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
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

/** The team's own directives in a site of a real NGINX. */
class IncludedFilesIT {

    private static final ApplicationName APPLICATION = new ApplicationName("evm-indexer");
    private static final ApplicationName NEIGHBOUR = new ApplicationName("neighbour");
    private static final DeploymentId FIRST = DeploymentId.of("01980000-0000-7000-8000-000000000001");
    private static final DeploymentId SECOND = DeploymentId.of("01980000-0000-7000-8000-000000000002");
    private static final Route BLUE = new Route(Slot.A, 1, FIRST);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final VertxProber prober = new VertxProber(vertx, Clock.systemUTC(), Duration.ofSeconds(2));
    private final Instance a = Instance.start(vertx, "version-in-a");
    private final int listen = FreePorts.next();
    private final int tlsPort = FreePorts.next();
    private final int neighboursPort = FreePorts.next();
    private final Address spare = Address.loopback(FreePorts.next());
    private final Address otherSpare = Address.loopback(FreePorts.next());
    private NginxLayout layout;
    private NginxServer nginx;
    private NginxRouter router;
    private Path team;

    @BeforeEach
    void startNginx() throws IOException {
        layout = new NginxLayout(directory.resolve("baton"));
        nginx = NginxServer.start(layout.prefix());
        router = router(Listening.LOOPBACK);
        team = Files.createDirectories(directory.resolve("the team's files"));
    }

    @AfterEach
    void stopAll() {
        nginx.close();
        prober.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void limitsEncryptsAndSetsHeadersAsTheTeamWrote() throws Exception {
        var certificate = TestCertificate.in(team);
        // The prober's requests come from this machine and carry no such header: they are not limited.
        var http = write("zones.conf", "limit_req_zone $http_client_name zone=evm:1m rate=1r/m;\n");
        var server = write("server.conf", """
                listen 127.0.0.1:%d ssl;
                ssl_certificate "%s";
                ssl_certificate_key "%s";
                limit_req zone=evm;
                limit_req_status 429;
                add_header Strict-Transport-Security "max-age=60" always;
                client_max_body_size 2m;
                """.formatted(tlsPort, certificate.chain(), certificate.key()));
        assertThat(register(site(FIRST, List.of(http), List.of(server)))).isEqualTo(new Registration.Registered(true));
        router.commit(APPLICATION, BLUE);

        try (var client = HttpClient.newBuilder()
                .sslContext(certificate.trusting())
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            var encrypted = get(client, "https://localhost:" + tlsPort + "/");
            assertThat(encrypted.statusCode()).isEqualTo(200);
            assertThat(encrypted.headers().firstValue("Strict-Transport-Security"))
                    .contains("max-age=60");
            assertThat(encrypted.headers().firstValue("Baton-Route")).contains(BLUE.name());

            var limited = List.of(
                    get(client, "http://127.0.0.1:" + listen + "/", "Client-Name", "ada"),
                    get(client, "http://127.0.0.1:" + listen + "/", "Client-Name", "ada"));
            assertThat(limited).extracting(HttpResponse::statusCode).containsExactly(200, 429);
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listen + "/sha"))
                                            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[3_000_000]))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void webSocketsAndLargePostsPassAnIncludedServerWhileItIsSwitched() throws Exception {
        var server = write("server.conf", "add_header X-Team yes always;\n");
        register(site(FIRST, List.of(), List.of(server)));
        router.commit(APPLICATION, BLUE);
        var load = new LoadPlan(
                Target.loopback(listen),
                List.of(
                        new Traffic.Posts("/sha", PostBody.binary(1_000_000), 4, 20, AnswerCheck.sha256OfSent()),
                        new Traffic.WebSockets(
                                "/ws", 2, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2))),
                Duration.ofSeconds(30),
                10_000,
                Duration.ofSeconds(5));
        try (var run = LoadRun.start(load, Timebase.ofSystem())) {
            for (var epoch = 2; epoch <= 6; epoch++) {
                var served = run.report().requests() + 10;
                router.commit(APPLICATION, new Route(Slot.A, epoch, FIRST));
                await().until(() -> run.report().requests() >= served);
            }
            var report = run.stop();
            assertThat(report.losses()).isEmpty();
            assertThat(report.webSocketsOpened()).isEqualTo(2);
        }
    }

    @Test
    void refusesABrokenFileByItsNameAndLineAndLeavesAllSitesServing() throws IOException {
        register(site(FIRST, List.of(), List.of()));
        router.commit(APPLICATION, BLUE);
        var broken = write("limits.conf", "# by the team\nlimit_rec zone=evm;\n");

        assertThat(register(site(SECOND, List.of(), List.of(broken))))
                .isInstanceOfSatisfying(
                        Registration.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("unknown directive \"limit_rec\"", broken + ":2")
                                .doesNotContain("includes/"));
        assertThat(register(site(SECOND, List.of(), List.of(write("brace.conf", "}\n")))))
                .isInstanceOf(Registration.Refused.class);
        assertThat(Files.list(layout.includes(APPLICATION))).isEmpty();
        assertThat(register(neighbour())).isEqualTo(new Registration.Registered(true));
        assertThat(ask("/").healthy()).isTrue();
    }

    @Test
    void refusesAFileThatIsMissingOrNoTextOfItsOwn() throws IOException {
        var missing = team.resolve("gone.conf").toString();

        assertThat(register(site(FIRST, List.of(missing), List.of())))
                .isInstanceOfSatisfying(
                        Registration.Refused.class,
                        refused -> assertThat(refused.reason()).contains("gone.conf", "is not there"));
        assertThat(register(site(FIRST, List.of(), List.of("relative.conf"))))
                .isInstanceOfSatisfying(
                        Registration.Refused.class,
                        refused -> assertThat(refused.reason()).contains("no", "absolute path"));
        assertThat(register(site(FIRST, List.of(), List.of(team.toString()))))
                .isInstanceOfSatisfying(
                        Registration.Refused.class,
                        refused -> assertThat(refused.reason()).contains("no regular file"));
        assertThat(layout.site(APPLICATION)).doesNotExist();
    }

    @Test
    void keepsWhatItTookWhenTheTeamBreaksItsFileAfterwardsAndReadsItAnewWithTheNextVersion() throws IOException {
        var file = write("headers.conf", "add_header X-Team one always;\n");
        register(site(FIRST, List.of(), List.of(file)));
        Files.writeString(Path.of(file), "}}} no more\n");

        assertThat(register(neighbour())).isEqualTo(new Registration.Registered(true));
        nginx.close();
        nginx = NginxServer.start(layout.prefix());
        assertThat(register(neighbour())).isEqualTo(new Registration.Registered(false));

        Files.writeString(Path.of(file), "add_header X-Team two always;\n");
        assertThat(register(site(SECOND, List.of(), List.of(file)))).isEqualTo(new Registration.Registered(true));
        assertThat(Files.list(layout.includes(APPLICATION)))
                .singleElement()
                .satisfies(copy -> assertThat(copy).content().contains("two"));
        assertThat(register(site(SECOND, List.of(), List.of()))).isEqualTo(new Registration.Registered(true));
        assertThat(Files.list(layout.includes(APPLICATION))).isEmpty();
    }

    @Test
    void saysWhichPortNginxCouldNotTakeAndStillTakesTheOthersOfTheSameReload() throws IOException {
        try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var server = write("tls.conf", "listen 127.0.0.1:%d;\n".formatted(holder.getLocalPort()));

            var outcomes = router.register(List.of(site(FIRST, List.of(), List.of(server)), neighbour()));

            assertThat(outcomes.get(APPLICATION))
                    .isInstanceOfSatisfying(
                            Registration.Refused.class,
                            refused -> assertThat(refused.reason())
                                    .contains("bind() to 127.0.0.1:" + holder.getLocalPort()));
            assertThat(outcomes.get(NEIGHBOUR)).isEqualTo(new Registration.Registered(true));
        }
        assertThat(layout.site(APPLICATION)).doesNotExist();
    }

    @Test
    void blamesNobodyForAFaultOfAnother() throws IOException {
        var certificate = TestCertificate.in(team);
        var server = write(
                "tls.conf",
                "listen 127.0.0.1:%d ssl; ssl_certificate \"%s\"; ssl_certificate_key \"%s\";\n"
                        .formatted(tlsPort, certificate.chain(), certificate.key()));
        register(site(FIRST, List.of(), List.of(server)));
        router.commit(APPLICATION, BLUE);
        Files.delete(certificate.chain());

        assertThat(register(neighbour()))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        fault -> assertThat(fault.reason())
                                .contains(
                                        "not of neighbour", certificate.chain().toString()));
        assertThat(ask("/").healthy()).isTrue();
    }

    @Test
    void listensWhereItIsToldAndOnTheLoopbackAddress() throws Exception {
        router = router(new Listening("0.0.0.0"));
        assertThat(register(site(FIRST, List.of(), List.of()))).isEqualTo(new Registration.Registered(true));
        for (var address : addressesOfThisMachine()) {
            try (var socket = new Socket(address, listen)) {
                assertThat(socket.isConnected()).isTrue();
            }
        }

        var other = new Listening("127.0.0.2");
        router = router(other);
        var second = neighbour();
        assertThat(register(second)).isEqualTo(new Registration.Registered(true));
        assertThat(other.of(second)).hasSize(2).allSatisfy(address -> {
            try (var socket = new Socket(address.host(), address.port())) {
                assertThat(socket.isConnected()).isTrue();
            }
        });
    }

    private static List<InetAddress> addressesOfThisMachine() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.getAddress().length == 4)
                .toList();
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(team.resolve(name), text).toString();
    }

    private static HttpResponse<String> get(HttpClient client, String uri, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(uri));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private Answer ask(String path) {
        return prober.ask(Endpoint.direct(Address.loopback(listen)), path);
    }

    private Registration register(Site site) {
        return Objects.requireNonNull(router.register(List.of(site)).get(site.application()));
    }

    private NginxRouter router(Listening listening) {
        return new NginxRouter(
                layout,
                listening,
                WaySetting.AUTO,
                NginxServer.binary().orElseThrow().toString(),
                prober,
                System::nanoTime);
    }

    private Site site(DeploymentId by, List<String> http, List<String> server) {
        return new Site(
                APPLICATION,
                List.of(Endpoint.direct(Address.loopback(listen))),
                slots(),
                Optional.of(new Site.Included(by, new Include(http, server))));
    }

    private Site neighbour() {
        return new Site(
                NEIGHBOUR, List.of(Endpoint.direct(Address.loopback(neighboursPort))), slots(), Optional.empty());
    }

    private Map<Slot, Address> slots() {
        return Map.of(Slot.A, a.address(), Slot.B, spare, Slot.C, otherSpare);
    }
}
