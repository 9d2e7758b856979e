package dev.baton.router.handler;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.codec.Topic;
import dev.baton.events.RolledBack;
import dev.baton.events.RouteChanged;
import dev.baton.events.RouterReloaded;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SwitchStarted;
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
import dev.baton.router.domain.Router;
import dev.baton.support.FreePorts;
import dev.baton.support.NginxServer;
import dev.baton.support.SharedKafka;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service as shipped, killed at each step of the protocol: afterwards the link, the users' answers and the newest
 * record of the compacted topic name one route, and it is the right one.
 */
class RouterKillIT {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** From the request on; a switch takes some 30 ms, so they fall before, into and after its steps. */
    private static final List<Integer> KILLED_AFTER_MILLIS = List.of(10, 20, 32);

    @TempDir
    static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static final Instance BLUE = Instance.start(VERTX, "blue");
    private static final Instance GREEN = Instance.start(VERTX, "green");
    private static final Instance SICK = Instance.start(VERTX, "sick");
    private static VertxProber prober;
    private static NginxServer nginx;
    private static EventLog log;
    private static ServiceProcess service;

    @BeforeAll
    static void startAll() throws Exception {
        SICK.healthAnswers(500);
        prober = new VertxProber(VERTX, CLOCK, Duration.ofSeconds(2));
        nginx = NginxServer.start(directory.resolve("nginx"));
        var prefix = SharedKafka.uniquePrefix();
        log = new EventLog(SharedKafka.bootstrapServers(), prefix);
        service = new ServiceProcess(directory, SharedKafka.bootstrapServers(), prefix);
    }

    @AfterAll
    static void stopAll() {
        service.close();
        log.close();
        nginx.close();
        prober.close();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    /** What had been done when the process ended, and who serves once another one has looked. */
    private enum Step {
        INTENDED(GREEN, Slot.B, 2),
        LINK_MADE_ASIDE(GREEN, Slot.B, 2),
        MOVED(GREEN, Slot.B, 2),
        MOVED_TO_A_SICK_ONE(SICK, Slot.A, 1),
        TAKEN_BACK_FROM_A_SICK_ONE(SICK, Slot.A, 1),
        SWITCHED_AND_NOT_ANNOUNCED(GREEN, Slot.B, 2),
        SWITCHED_AND_LINK_LOST_BY_A_POWER_CUT(GREEN, Slot.B, 2),
        FAILED_AND_LINK_BACK_BY_A_POWER_CUT(GREEN, Slot.A, 1),
        ROLLED_BACK_AND_NOT_ANNOUNCED(GREEN, Slot.A, 3);

        private final Instance green;
        private final Slot slot;
        private final long epoch;

        Step(Instance green, Slot slot, long epoch) {
            this.green = green;
            this.slot = slot;
            this.epoch = epoch;
        }
    }

    @Test
    void agreesWithTheLinkWhateverWasTheLastStepBeforeTheKill() {
        var victims = Arrays.stream(Step.values()).map(Victim::new).toList();
        victims.forEach(Victim::serveBlue);
        victims.forEach(victim -> log.next(victim.name, SwitchConfirmed.class, 0));
        victims.forEach(Victim::verifyGreen);
        service.kill();
        victims.forEach(Victim::leaveAsItWas);

        service.restart();

        assertThat(victims).allSatisfy(victim -> victim.settleAt(victim.step.slot, victim.step.epoch));
        assertThat(victims)
                .allSatisfy(victim -> assertThat(log.all(victim.name, SwitchFailed.class))
                        .as(victim.step.name())
                        .hasSize(victim.step.slot == Slot.A && victim.step.epoch == 1 ? 1 : 0));
    }

    @Test
    void losesNothingWhenItIsKilledInTheMiddleOfSwitches() throws Exception {
        var victim = new Victim(Step.MOVED, "killed-for-real");
        victim.serveBlue();
        log.next(victim.name, SwitchConfirmed.class, 0);
        victim.verifyGreen();
        log.publish(victim.story.force(victim.second, now(), Optional.of("test")));
        log.next(victim.name, Switched.class, 1);
        var load = new LoadPlan(
                Target.loopback(victim.listen),
                List.of(
                        new Traffic.KeepAliveGets("/", 8, 200, AnswerCheck.routed()),
                        new Traffic.NewConnectionGets("/", 2, 20, AnswerCheck.routed())),
                Duration.ofMinutes(2),
                100_000,
                Duration.ofSeconds(5));
        try (var run = LoadRun.start(load, Timebase.ofSystem())) {
            var epoch = 2L;
            for (var delay : KILLED_AFTER_MILLIS) {
                var back = epoch % 2 == 0;
                log.publish(
                        back
                                ? victim.story.rollback(now())
                                : victim.story.force(victim.second, now(), Optional.of("test")));
                await().pollDelay(Duration.ofMillis(delay)).until(() -> true);
                service.kill();
                assertThat(victim.served()).as("while nobody looks").isPresent();

                service.restart();
                epoch++;
                victim.settleAt(back ? Slot.A : Slot.B, epoch);
            }
            var report = run.stop();
            assertThat(report.losses()).isEmpty();
            assertThat(report.requests()).isGreaterThan(300);
        }
        assertThat(log.all(victim.name, SwitchFailed.class)).isEmpty();
    }

    @Test
    void tellsOfAReloadThatItWasKilledBeforeTelling() throws Exception {
        var victim = new Victim(Step.INTENDED, "reloaded-and-killed");
        service.kill();
        victim.serveBlue();
        log.refuseLarger(Topic.DEPLOYMENTS, Optional.of(100));
        try {
            service.restart();
            await("NGINX answers for it")
                    .atMost(PATIENCE)
                    .until(() -> prober.ask(Endpoint.direct(Address.loopback(victim.listen)), Router.OWN_PATH)
                            .healthy());
            await("the publication refused")
                    .atMost(PATIENCE)
                    .until(() -> service.said("RouterReloaded was not published").stream()
                            .anyMatch(line -> line.contains(victim.name.value())));
            service.kill();
        } finally {
            log.refuseLarger(Topic.DEPLOYMENTS, Optional.empty());
        }
        assertThat(log.all(victim.name, RouterReloaded.class)).isEmpty();

        service.restart();
        assertThat(log.next(victim.name, RouterReloaded.class, 0).event().applications())
                .contains(victim.name);
        await("nothing left to tell")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(directory.resolve("nginx/reloads")).isEmptyDirectory());
        assertThat(log.all(victim.name, RouterReloaded.class)).hasSize(1);
    }

    /** An application with blue in slot a and green in slot b. */
    private static final class Victim {

        private final Step step;
        private final ApplicationName name;
        private final int listen = FreePorts.next();
        private final Story story;
        private final DeploymentId first = DeploymentId.next(CLOCK);
        private final DeploymentId second = DeploymentId.next(CLOCK);

        Victim(Step step) {
            this(step, step.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }

        Victim(Step step, String name) {
            this.step = step;
            this.name = new ApplicationName(name);
            this.story = story("manual", "1h");
        }

        void serveBlue() {
            log.publish(story("automatic", "0s").untilVerified(first, Slot.A, now()));
        }

        void verifyGreen() {
            log.publish(story.untilVerified(second, Slot.B, now()));
        }

        void leaveAsItWas() {
            log.publish(story.about(second, now(), intention(SwitchStarted.Kind.PROMOTE, first, Slot.B, 2)));
            var green = new Route(Slot.B, 2, second);
            switch (step) {
                case INTENDED, TAKEN_BACK_FROM_A_SICK_ONE -> {
                    // The link is blue's.
                }
                case LINK_MADE_ASIDE -> link("active.next", green);
                case MOVED, MOVED_TO_A_SICK_ONE -> link("active", green);
                case SWITCHED_AND_NOT_ANNOUNCED -> {
                    link("active", green);
                    log.publish(story.about(second, now(), switched()));
                }
                case SWITCHED_AND_LINK_LOST_BY_A_POWER_CUT -> log.publish(story.about(second, now(), switched()));
                case FAILED_AND_LINK_BACK_BY_A_POWER_CUT -> {
                    link("active", green);
                    log.publish(story.about(second, now(), new SwitchFailed(2, "test", Optional.of(first))));
                }
                case ROLLED_BACK_AND_NOT_ANNOUNCED -> {
                    log.publish(story.about(second, now(), switched()));
                    log.publish(story.about(first, now(), intention(SwitchStarted.Kind.ROLLBACK, second, Slot.A, 3)));
                    link("active", new Route(Slot.A, 3, first));
                    log.publish(story.about(second, now(), new RolledBack(first, Slot.A, 3, "test", false, proof())));
                }
            }
        }

        /** One route, as users, the link and the newest record of the topic name it. */
        void settleAt(Slot slot, long epoch) {
            var route = new Route(slot, epoch, slot == Slot.A ? first : second).name();
            await(name + " by " + route).atMost(PATIENCE).untilAsserted(() -> {
                assertThat(served()).contains(route);
                assertThat(Files.readSymbolicLink(routes().resolve("active"))).hasToString(route);
                assertThat(log.all(name, RouteChanged.class).getLast())
                        .satisfies(newest -> assertThat(newest.deployment()).contains(slot == Slot.A ? first : second))
                        .satisfies(newest -> assertThat(newest.event())
                                .returns(slot, RouteChanged::slot)
                                .returns(epoch, RouteChanged::epoch));
            });
        }

        /** The route by which a user is answered right now; empty where the answer is not 200. */
        Optional<String> served() {
            return prober.ask(Endpoint.direct(Address.loopback(listen)), "/") instanceof Answer.Answered answered
                            && answered.status() == 200
                    ? answered.route()
                    : Optional.empty();
        }

        private Story story(String promotion, String probation) {
            var ports = List.of(BLUE.address().port(), step.green.address().port(), FreePorts.next());
            return new Story(name, listen, ports, promotion, probation);
        }

        private Path routes() {
            return directory.resolve("routes").resolve(name.value());
        }

        private void link(String entry, Route route) {
            try {
                Files.createDirectories(routes().resolve(route.name()));
                if (Files.exists(routes().resolve(entry), NOFOLLOW_LINKS)) {
                    Files.delete(routes().resolve(entry));
                }
                Files.createSymbolicLink(routes().resolve(entry), Path.of(route.name()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static SwitchStarted intention(SwitchStarted.Kind kind, DeploymentId from, Slot slot, long epoch) {
            return new SwitchStarted(kind, Optional.of(from), slot, epoch, "ada", "test", Optional.empty());
        }

        private Switched switched() {
            var until = now().plus(Duration.ofHours(1));
            return new Switched(Optional.of(first), Slot.B, 2, proof(), until, Optional.empty());
        }

        private static SwitchProof proof() {
            return new SwitchProof(20, 12, now(), 100);
        }
    }

    private static Instant now() {
        return CLOCK.instant();
    }
}
