package dev.baton.router.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.RolledBack;
import dev.baton.events.RouteProven;
import dev.baton.events.RouteRefused;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchFailed;
import dev.baton.events.Switched;
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
import dev.baton.model.SwitchProof;
import dev.baton.router.Instance;
import dev.baton.router.Story;
import dev.baton.router.adapter.http.VertxProber;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Route;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import dev.baton.support.SharedKafka;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three NGINX at addresses of their own, each with the service as shipped beside it, and one Kafka. */
class SeveralRoutersIT {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static VertxProber prober;
    private static EventLog log;
    private static List<Node> nodes = List.of();
    private static int tests;

    private final DeploymentId first = DeploymentId.next(CLOCK);
    private final DeploymentId second = DeploymentId.next(CLOCK);
    private final Instance a = Instance.start(VERTX, "in-a");
    private final Instance b = Instance.start(VERTX, "in-b");
    private final int listen = FreePorts.next();
    private ApplicationName name;

    @BeforeAll
    static void startAll() throws Exception {
        assumeTrue(
                System.getProperty("os.name").startsWith("Linux"),
                "not run: only Linux has 127.0.0.2 and its like without being asked");
        prober = new VertxProber(VERTX, CLOCK, Duration.ofSeconds(2));
        var prefix = SharedKafka.uniquePrefix();
        log = new EventLog(SharedKafka.bootstrapServers(), prefix);
        // Of one application, some go the one way and some the other.
        nodes = Stream.of(2, 3, 4)
                .map(number ->
                        CompletableFuture.supplyAsync(() -> new Node(number, prefix), Thread::startVirtualThread))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        await("all three in the group")
                .atMost(PATIENCE)
                .until(() ->
                        leaders().size() == 1 && leader().service.metrics().contains("baton_router_nodes_alive 3.0"));
    }

    @AfterAll
    static void stopAll() {
        nodes.forEach(Node::close);
        if (log != null) {
            log.close();
            prober.close();
        }
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void nameTheApplication(TestInfo test) {
        var method = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        name = new ApplicationName(method.substring(0, Math.min(37, method.length())) + "-" + tests++);
    }

    private static List<String> ways() {
        return NginxServer.hasLua() ? List.of("lua", "plain") : List.of("plain");
    }

    @Test
    void switchesAllOfThemWithoutALossAndNoneAnswersByTheOldVersionAfterwards() throws Exception {
        var story = bothLiveOnceSecondNow();
        var runs = new ArrayList<LoadRun>();
        try {
            nodes.forEach(node -> runs.add(LoadRun.start(node.load(listen), Timebase.ofSystem())));
            for (var turn = 0; turn < 2; turn++) {
                log.publish(story.rollback(now()));
                var back = log.next(name, RolledBack.class, turn);
                nobodyAnswersBy(second, back, runs);
                allProved(back.event().proof());

                log.publish(story.force(second, now(), Optional.of("test")));
                var forth = log.next(name, Switched.class, turn + 2);
                nobodyAnswersBy(first, forth, runs);
                allProved(forth.event().proof());
            }
            for (var run : runs) {
                var report = run.stop();
                assertThat(report.losses()).isEmpty();
                assertThat(report.requests()).isGreaterThan(100);
            }
        } finally {
            runs.forEach(LoadRun::close);
        }
    }

    @Test
    void takesTheRouteBackFromAllWhenOneCannotProveIt() throws Exception {
        var story = bothLiveOnceSecondNow();
        log.publish(story.rollback(now()));
        log.next(name, RolledBack.class, 0);
        // By the plain way its site may be registered anew with the switch, which cures it.
        assumeTrue(NginxServer.hasLua(), "not run: NGINX has no Lua module here");
        var sick = nodes.stream()
                .filter(node -> node.way.equals("lua") && !node.leads())
                .findFirst()
                .orElseThrow();
        var cure = sick.losesWayTo(b.address(), name);
        log.publish(story.force(second, now(), Optional.of("test")));

        var failed = log.next(name, SwitchFailed.class, 0).event();
        assertThat(failed.reason()).startsWith("router " + sick.name).contains("HTTP 502");
        assertThat(log.next(name, RouteRefused.class, 0).event().node()).isEqualTo(sick.name);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes).allSatisfy(node -> node.serves(listen, by(first, 3))));

        cure.run();
        log.publish(story.force(second, now(), Optional.of("test")));
        allProved(log.next(name, Switched.class, 2).event().proof());
        assertThat(nodes).allSatisfy(node -> node.serves(listen, by(second, 5)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesBackWithoutOneThatCannotAndThatOneSaysSoUntilItCan(boolean leads) throws Exception {
        var story = bothLiveOnceSecondNow();
        var sick = leads ? leader() : follower();
        var cure = sick.losesWayTo(a.address(), name);
        log.publish(story.rollback(now()));

        var back = log.next(name, RolledBack.class, 0).event();
        assertThat(back.proof().nodes())
                .extracting(SwitchProof.OfNode::node)
                .containsExactlyInAnyOrderElementsOf(namesWithout(sick));
        assertThat(back.reason()).contains("; not followed by router " + sick.name + ": ", "HTTP 502");
        assertThat(nodes).filteredOn(node -> node != sick).allSatisfy(node -> node.serves(listen, by(first, 3)));
        await().atMost(PATIENCE).until(() -> !sick.service.isReady());
        sick.serves(listen, by(second, 2)); // rather than by nothing
        assertThat(nodes).filteredOn(node -> node != sick).allMatch(node -> node.service.isReady());

        cure.run();
        await().atMost(PATIENCE).untilAsserted(() -> sick.serves(listen, by(first, 3)));
        await().atMost(PATIENCE).until(sick.service::isReady);
        log.publish(story.force(second, now(), Optional.of("test")));
        allProved(log.next(name, Switched.class, 2).event().proof());
    }

    @Test
    void oneThatWasKilledAfterItsMoveAndBeforeItsWordSaysItWhenItReturns() throws Exception {
        var story = bothLiveOnceSecondNow();
        var killed = follower();
        killed.service.kill();
        var since = now();
        killed.link(name, by(first, 3)); // all that it had done
        log.publish(story.rollback(now()));
        killed.service.restart();

        var back = log.next(name, RolledBack.class, 0);
        if (back.time().isBefore(since.plusSeconds(5))) { // a dead one is waited for until 6 s have passed
            allProved(back.event().proof());
        }
        assertThat(back.event().reason()).doesNotContain("not followed");
        assertThat(log.all(name, SwitchFailed.class)).isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes).allSatisfy(node -> node.serves(listen, by(first, 3))));
        assertThat(killed.service.said("put right")).noneMatch(line -> line.contains(name.value()));
        await().atMost(PATIENCE).until(() -> leader().service.metrics().contains("baton_router_nodes_alive 3.0"));
    }

    @Test
    void goesOnWithoutOneThatWasKilledAndThatOneComesUpToDateWhenItReturns() {
        var story = bothLiveOnceSecondNow();
        var killed = follower();
        killed.service.kill();
        log.publish(story.rollback(now()));

        assertThat(log.next(name, RolledBack.class, 0).event().proof().nodes())
                .extracting(SwitchProof.OfNode::node)
                .containsExactlyInAnyOrderElementsOf(namesWithout(killed));
        assertThat(nodes).filteredOn(node -> node != killed).allSatisfy(node -> node.serves(listen, by(first, 3)));
        killed.serves(listen, by(second, 2)); // as before, and no worse

        killed.service.restart();
        await().atMost(PATIENCE).untilAsserted(() -> killed.serves(listen, by(first, 3)));
        await().atMost(PATIENCE).until(() -> leader().service.metrics().contains("baton_router_nodes_alive 3.0"));
        log.publish(story.force(second, now(), Optional.of("test")));
        allProved(log.next(name, Switched.class, 2).event().proof());
    }

    @Test
    void anotherOneFinishesWhatTheLeaderHadBegunWhenItWasKilled() throws Exception {
        var story = bothLiveOnceSecondNow();
        var leader = leader();
        var halted = follower();
        halted.signal("STOP");
        try {
            log.publish(story.rollback(now()));
            // The leader's and the other one's traffic has moved; the switch waits for the one that says nothing.
            await().atMost(PATIENCE)
                    .until(() -> log.all(name, RouteProven.class).stream()
                                    .filter(said -> said.event().epoch() == 3)
                                    .count()
                            == 2);
            leader.service.kill();
        } finally {
            halted.signal("CONT");
        }

        assertThat(log.next(name, RolledBack.class, 0).event().proof().nodes())
                .extracting(SwitchProof.OfNode::node)
                .containsAll(namesWithout(leader));
        assertThat(log.all(name, SwitchFailed.class)).isEmpty();
        assertThat(nodes).allSatisfy(node -> node.serves(listen, by(first, 3)));

        leader.service.restart();
        await().atMost(PATIENCE).until(() -> leader().service.metrics().contains("baton_router_nodes_alive 3.0"));
        assertThat(nodes).allSatisfy(node -> node.serves(listen, by(first, 3)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void goesBackForWhatTheUsersOfOneSee(String way) throws Exception {
        bothLiveOnceSecondNow();
        var sick = nodes.stream()
                .filter(node -> node.way.equals(way))
                .min(Comparator.comparing(Node::leads))
                .orElseThrow();
        var cure = sick.losesWayTo(b.address(), name);

        var back = log.next(name, RolledBack.class, 0).event();
        assertThat(back.automatic()).isTrue();
        assertThat(back.reason()).startsWith("at router " + sick.name + ": ");
        allProved(back.proof());
        cure.run();
    }

    /** Blue in a, confirmed; green in b, in a long probation; both served by all. */
    private Story bothLiveOnceSecondNow() {
        log.publish(story("automatic", "0s").untilVerified(first, Slot.A, now()));
        log.next(name, SwitchConfirmed.class, 0);
        var story = story("automatic", "1h");
        log.publish(story.untilVerified(second, Slot.B, now()));
        allProved(log.next(name, Switched.class, 1).event().proof());
        assertThat(nodes).allSatisfy(node -> node.serves(listen, by(second, 2)));
        return story;
    }

    private Story story(String promotion, String probation) {
        var ports = List.of(a.address().port(), b.address().port(), FreePorts.next());
        return new Story(name, listen, ports, promotion, probation);
    }

    private static void allProved(SwitchProof proof) {
        assertThat(proof.nodes())
                .extracting(SwitchProof.OfNode::node)
                .containsExactlyInAnyOrderElementsOf(
                        nodes.stream().map(node -> node.name).toList());
        assertThat(proof.nodes()).allSatisfy(node -> assertThat(node.requests()).isEqualTo(20));
    }

    private static void nobodyAnswersBy(
            DeploymentId old, Envelope<? extends LifecycleEvent> switched, List<LoadRun> runs) {
        // Long enough for each client to have asked several times.
        await().pollDelay(Duration.ofMillis(150)).until(() -> true);
        assertThat(runs)
                .allSatisfy(run -> assertThat(run.answers().byBegunAfter(old.toString(), switched.time()))
                        .isEmpty());
    }

    private String by(DeploymentId deployment, long epoch) {
        return new Route(deployment.equals(first) ? Slot.A : Slot.B, epoch, deployment).name();
    }

    private static List<Node> leaders() {
        return nodes.stream().filter(Node::leads).toList();
    }

    private static Node leader() {
        return await("one that leads")
                .atMost(PATIENCE)
                .until(SeveralRoutersIT::leaders, found -> found.size() == 1)
                .getFirst();
    }

    private static Node follower() {
        var leader = leader();
        return nodes.stream().filter(node -> node != leader).findFirst().orElseThrow();
    }

    private static List<String> namesWithout(Node one) {
        return nodes.stream().filter(node -> node != one).map(node -> node.name).toList();
    }

    private static Instant now() {
        return CLOCK.instant();
    }

    @FunctionalInterface
    private interface Cure {
        void run() throws IOException, InterruptedException;
    }

    /** An NGINX and the service beside it. */
    private static final class Node implements AutoCloseable {

        private final String name;
        private final String host;
        private final String way;
        private final Path directory;
        private final NginxServer nginx;
        private final ServiceProcess service;

        Node(int number, String prefix) {
            name = "edge-" + number;
            host = "127.0.0." + number;
            way = ways().get(number % ways().size());
            directory = SeveralRoutersIT.directory.resolve(name);
            nginx = NginxServer.start(directory.resolve("nginx"));
            service = new ServiceProcess(
                    directory,
                    SharedKafka.bootstrapServers(),
                    prefix,
                    Map.of(
                            "BATON_ROUTER_NODE", name,
                            "BATON_ROUTER_SWITCH", way,
                            "BATON_NGINX_OWN_HOST", host,
                            "BATON_NGINX_LISTEN_HOST", host));
        }

        boolean leads() {
            try {
                return service.metrics().contains("baton_router_leads 1.0");
            } catch (RuntimeException killed) {
                return false;
            }
        }

        void serves(int listen, String route) {
            var answer = prober.ask(Endpoint.direct(new Address(host, listen)), "/");
            assertThat(answer)
                    .as(name)
                    .isInstanceOfSatisfying(
                            Answer.Answered.class,
                            answered -> assertThat(answered.route()).contains(route));
        }

        /** Its NGINX looks for that instance where there is none; what is returned ends that. */
        Cure losesWayTo(Address instance, ApplicationName name) throws IOException, InterruptedException {
            var site = directory.resolve("nginx/sites/" + name + ".conf");
            var text = Files.readString(site);
            var astray = text.replace("server " + instance + " ", "server 127.0.0.1:" + FreePorts.next() + " ");
            assertThat(astray).isNotEqualTo(text);
            Files.writeString(site, astray);
            reload();
            return () -> {
                Files.writeString(site, text);
                reload();
            };
        }

        void link(ApplicationName name, String route) throws IOException {
            var routes = directory.resolve("routes").resolve(name.value());
            Files.createDirectories(routes.resolve(route));
            Files.delete(routes.resolve("active"));
            Files.createSymbolicLink(routes.resolve("active"), Path.of(route));
        }

        void reload() throws IOException, InterruptedException {
            var former = workers();
            send("HUP", nginx.pid());
            await("the new workers alone")
                    .atMost(PATIENCE)
                    .until(() -> !workers().isEmpty() && workers().stream().noneMatch(former::contains));
        }

        void signal(String signal) throws IOException, InterruptedException {
            send(signal, service.pid());
        }

        LoadPlan load(int listen) {
            return new LoadPlan(
                    Target.of(host, listen),
                    List.of(
                            new Traffic.KeepAliveGets("/", 4, 100, AnswerCheck.routed()),
                            new Traffic.NewConnectionGets("/", 1, 20, AnswerCheck.routed())),
                    Duration.ofMinutes(1),
                    50_000,
                    Duration.ofSeconds(5));
        }

        @Override
        public void close() {
            service.close();
            nginx.close();
        }

        private List<Long> workers() {
            return ProcessHandle.of(nginx.pid())
                    .orElseThrow()
                    .children()
                    .map(ProcessHandle::pid)
                    .toList();
        }

        private static void send(String signal, long pid) throws IOException, InterruptedException {
            assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();
        }
    }
}
