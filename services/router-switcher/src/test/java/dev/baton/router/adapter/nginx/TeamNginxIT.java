package dev.baton.router.adapter.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.descriptor.Preview;
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
import dev.baton.router.domain.Commit;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Proof;
import dev.baton.router.domain.Registration;
import dev.baton.router.domain.Route;
import dev.baton.router.domain.Site;
import dev.baton.support.ChildProcesses;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real NGINX that is the team's: its own prefix, workers of another user, files and sites, and one line for Baton. */
class TeamNginxIT {

    private static final ApplicationName APPLICATION = new ApplicationName("evm-indexer");
    private static final DeploymentId FIRST = DeploymentId.of("01980000-0000-7000-8000-000000000001");
    private static final DeploymentId SECOND = DeploymentId.of("01980000-0000-7000-8000-000000000002");
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final VertxProber prober = new VertxProber(vertx, Clock.systemUTC(), Duration.ofSeconds(2));
    private final Instance a = Instance.start(vertx, "version-in-a");
    private final Instance b = Instance.start(vertx, "version-in-b");
    private final int teamsPort = FreePorts.next();
    private final Endpoint front = Endpoint.direct(Address.loopback(FreePorts.next()));
    private final int spare = FreePorts.next();
    private Path team;
    private Path main;
    private NginxLayout layout;
    private NginxRouter router;
    private @Nullable Process nginx;

    @BeforeEach
    void startTheTeamsNginx() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        team = directory.resolve("team");
        main = team.resolve("etc/main.conf");
        Files.createDirectories(main.resolveSibling("conf.d"));
        Files.createDirectories(team.resolve("run"));
        layout = new NginxLayout(
                directory.resolve("baton files"),
                Optional.of(new TeamNginx(main, Optional.of(team), Optional.empty(), Optional.empty())));
        router = router(WaySetting.AUTO);
        Files.writeString(main.resolveSibling("conf.d/team.conf"), """
                map $http_x_team $team { default "the team"; }
                server { listen 127.0.0.1:%1$d; server_name t; location / { return 200 $team; } }
                server { listen 127.0.0.1:%1$d; server_name t; }
                """.formatted(teamsPort));
        writeMain("");
        start();
    }

    @AfterEach
    void stopAll() {
        if (nginx != null) {
            ChildProcesses.stop(nginx, Duration.ofSeconds(5));
        }
        prober.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @MethodSource("dev.baton.router.adapter.nginx.WaysHere#all")
    void servesBesideTheTeamsOwnSiteAndReloadsOnceForAllSwitches(WaySetting way) throws Exception {
        router = router(way);
        addTheLine();
        var before = filesOfTheTeam();
        try (var own =
                load(teamsPort, new Traffic.NewConnectionGets("/", 2, 100, AnswerCheck.containing("the team")))) {
            assertThat(register(List.of())).isEqualTo(new Registration.Registered(true));
            var workers = workers();
            router.commit(APPLICATION, new Route(Slot.A, 1, FIRST));
            try (var run = load(
                    front.address().port(),
                    new Traffic.KeepAliveGets("/", 4, 200, AnswerCheck.routed()),
                    new Traffic.Posts("/sha", PostBody.binary(100_000), 2, 20, AnswerCheck.sha256OfSent()))) {
                for (var epoch = 2; epoch <= 6; epoch++) {
                    switchTo(epoch % 2 == 0 ? new Route(Slot.B, epoch, SECOND) : new Route(Slot.A, epoch, FIRST));
                    var served = run.report().requests() + 20;
                    await().until(() -> run.report().requests() >= served);
                }
                assertThat(run.stop().losses()).isEmpty();
            }
            assertThat(workers()).isEqualTo(workers);
            assertThat(register(List.of())).isEqualTo(new Registration.Registered(false));
            var report = own.stop();
            assertThat(report.losses()).isEmpty();
            assertThat(report.requests()).isGreaterThan(20);
        }
        assertThat(filesOfTheTeam()).isEqualTo(before);
        try (var entries = Files.list(layout.prefix())) {
            assertThat(entries).noneMatch(entry -> entry.toString().contains("check-"));
        }
    }

    @Test
    void saysTheLineThatIsMissingAndGoesOnOnceItIsThere() throws IOException {
        writeMain("# " + TeamNginx.includeLine(layout.sites()));
        assertThat(register(List.of()))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        missing -> assertThat(missing.reason())
                                .contains(main.toString(), "include \"" + layout.sites() + "/*.conf\";"));
        assertThat(layout.site(APPLICATION)).doesNotExist();

        addTheLine();
        assertThat(register(List.of())).isEqualTo(new Registration.Registered(true));

        Files.delete(main);
        assertThat(register(List.of())).isInstanceOf(Registration.NotServing.class);
    }

    @Test
    void saysThatTheLineIsInAnotherBlock() throws IOException {
        writeMain("");
        Files.writeString(main, Files.readString(main) + TeamNginx.includeLine(layout.sites()) + "\n");

        assertThat(register(List.of()))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        fault -> assertThat(fault.reason()).contains("not allowed here", "move the line"));
        assertThat(ask(teamsPort).status()).isEqualTo(200);
    }

    @Test
    void refusesABadTextInNginxsWordsAndChangesNothing() throws IOException {
        addTheLine();
        register(List.of());
        router.commit(APPLICATION, new Route(Slot.A, 1, FIRST));
        var site = Files.readString(layout.site(APPLICATION));
        var workers = workers();
        var bad = Files.writeString(directory.resolve("bad.conf"), "limit_rec zone=evm;\n");

        assertThat(register(List.of(bad.toString())))
                .isInstanceOfSatisfying(
                        Registration.Refused.class,
                        refused ->
                                assertThat(refused.reason()).contains("unknown directive \"limit_rec\"", bad + ":1"));

        assertThat(layout.site(APPLICATION)).content().isEqualTo(site);
        assertThat(workers()).isEqualTo(workers);
        assertThat(ask(front.address().port()).status()).isEqualTo(200);
        assertThat(ask(teamsPort).status()).isEqualTo(200);
    }

    @Test
    void doesNotBlameTheApplicationForTheTeamsOwnFaultAndNamesTheTeamsFile() throws IOException {
        addTheLine();
        var broken = main.resolveSibling("conf.d/z.conf");
        Files.writeString(broken, "servr { }\n");

        assertThat(register(List.of()))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        fault -> assertThat(fault.reason()).contains("not of evm-indexer", broken + ":1"));
        assertThat(layout.site(APPLICATION)).doesNotExist();

        Files.delete(broken);
        assertThat(register(List.of())).isEqualTo(new Registration.Registered(true));
    }

    @Test
    void refusesAPortOfTheTeamsAndANameThatIsTooLongForItsHash() throws IOException {
        addTheLine();
        var taken = Endpoint.direct(Address.loopback(teamsPort));
        assertThat(register(taken, List.of()))
                .isInstanceOfSatisfying(
                        Registration.Refused.class,
                        refused -> assertThat(refused.reason()).contains("cannot listen on 127.0.0.1:" + teamsPort));
        var longName = new ApplicationName("indexer-" + "a".repeat(24));
        var previewed = new Preview(Optional.of("Preview"), Optional.empty(), Optional.empty());
        var site = new Site(longName, List.of(front), slots(), Optional.empty(), Optional.of(previewed));
        assertThat(router.register(List.of(site)).get(longName))
                .isInstanceOfSatisfying(
                        Registration.Refused.class,
                        refused -> assertThat(refused.reason()).contains("variables_hash_bucket_size"));
        assertThat(layout.site(longName)).doesNotExist();
        assertThat(layout.site(APPLICATION)).doesNotExist();
        assertThat(register(List.of())).isEqualTo(new Registration.Registered(true));
    }

    @Test
    void sharesAPortWithTheTeamsOwnSitesByAnIncludedListen() throws IOException {
        addTheLine();
        var listen = Files.writeString(directory.resolve("listen.conf"), "listen 127.0.0.1:%d;\n".formatted(teamsPort));
        var named = new Endpoint(front.address(), Optional.of("indexer.example.org"));

        assertThat(register(named, List.of(listen.toString()))).isEqualTo(new Registration.Registered(true));
        router.commit(APPLICATION, new Route(Slot.A, 1, FIRST));

        var shared = new Endpoint(Address.loopback(teamsPort), named.host());
        assertThat(prober.ask(shared, "/"))
                .isInstanceOfSatisfying(
                        Answer.Answered.class,
                        answer -> assertThat(answer.route()).contains(new Route(Slot.A, 1, FIRST).name()));
        assertThat(ask(teamsPort))
                .returns(200, Answer.Answered::status)
                .returns(Optional.empty(), Answer.Answered::route);
    }

    @Test
    void saysWhichFolderTheWorkersMayNotEnterAndNeedsNoReloadOnceTheyMay() throws IOException {
        assumeTrue(ROOT);
        router = router(WaySetting.PLAIN);
        addTheLine();
        Files.createDirectories(layout.directory());
        Files.setPosixFilePermissions(layout.directory(), PosixFilePermissions.fromString("rwx------"));

        assertThat(register(List.of()))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        fault -> assertThat(fault.reason())
                                .contains("may not enter " + layout.directory(), "chmod o+x"));

        Files.setPosixFilePermissions(layout.directory(), PosixFilePermissions.fromString("rwx--x--x"));
        assertThat(register(List.of())).isEqualTo(new Registration.Registered(false));
        switchTo(new Route(Slot.A, 1, FIRST));
    }

    @Test
    void saysThatItDoesNotRunAndLeavesStartingItToTheTeam() throws IOException {
        addTheLine();
        ChildProcesses.stop(Objects.requireNonNull(nginx), Duration.ofSeconds(5));

        assertThat(register(List.of()))
                .isInstanceOfSatisfying(
                        Registration.NotServing.class,
                        fault -> assertThat(fault.reason()).contains("does not run", team + "/run/team.pid"));
        start();
        assertThat(register(List.of())).isEqualTo(new Registration.Registered(false));
    }

    private void switchTo(Route route) {
        try (var kept = prober.keep(front, Proof.KEPT_CONNECTIONS)) {
            assertThat(router.commit(APPLICATION, route)).isInstanceOf(Commit.Committed.class);
            assertThat(Proof.of(route, prober, kept, front, "/health")).isInstanceOf(Proof.Proven.class);
        }
    }

    private void addTheLine() throws IOException {
        writeMain(TeamNginx.includeLine(layout.sites()));
    }

    private void writeMain(String line) throws IOException {
        Files.writeString(main, """
                %s
                worker_processes 2;
                pid run/team.pid;
                error_log run/team.log warn;
                events { worker_connections 256; }
                http {
                    open_file_cache max=100;
                    open_file_cache_valid 60s;
                    client_body_temp_path run/body;
                    proxy_temp_path run/proxy;
                    fastcgi_temp_path run/fastcgi;
                    uwsgi_temp_path run/uwsgi;
                    scgi_temp_path run/scgi;
                    access_log off;
                    include conf.d/*.conf;
                    %s
                }
                """.formatted(modules() + (ROOT ? "user www-data;" : ""), line));
    }

    private NginxRouter router(WaySetting way) {
        return new NginxRouter(layout, Listening.LOOPBACK, way, binary(), prober, System::nanoTime);
    }

    private static String modules() {
        return NginxServer.hasLua()
                ? "load_module /usr/lib/nginx/modules/ndk_http_module.so;"
                        + " load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;"
                : "";
    }

    private void start() {
        var command = List.of(binary(), "-p", team.toString(), "-c", main.toString(), "-g", "daemon off;");
        nginx = ChildProcesses.start(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile()));
        await().until(() ->
                prober.ask(Endpoint.direct(Address.loopback(teamsPort)), "/").healthy());
    }

    private Map<String, String> filesOfTheTeam() throws IOException {
        var files = new TreeMap<String, String>();
        try (var paths = Files.walk(main.getParent())) {
            for (var path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                files.put(path.toString(), Files.readString(path));
            }
        }
        return files;
    }

    private static LoadRun load(int port, Traffic... traffic) {
        return LoadRun.start(
                new LoadPlan(
                        Target.loopback(port), List.of(traffic), Duration.ofSeconds(30), 10_000, Duration.ofSeconds(5)),
                Timebase.ofSystem());
    }

    private Set<Long> workers() {
        return new Nginx("unused", layout).workers();
    }

    private Answer.Answered ask(int port) {
        return (Answer.Answered) prober.ask(Endpoint.direct(Address.loopback(port)), "/");
    }

    private Registration register(List<String> include) {
        return register(front, include);
    }

    private Registration register(Endpoint at, List<String> include) {
        var site = new Site(
                APPLICATION,
                List.of(at),
                slots(),
                include.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Site.Included(SECOND, new Include(List.of(), include))));
        return Objects.requireNonNull(router.register(List.of(site)).get(APPLICATION));
    }

    private Map<Slot, Address> slots() {
        return Map.of(Slot.A, a.address(), Slot.B, b.address(), Slot.C, Address.loopback(spare));
    }

    private static String binary() {
        return NginxServer.binary().orElseThrow().toString();
    }
}
