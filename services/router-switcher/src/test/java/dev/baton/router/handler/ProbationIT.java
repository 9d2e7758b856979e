package dev.baton.router.handler;

import static dev.baton.router.handler.Scene.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.events.InstanceExited;
import dev.baton.events.RolledBack;
import dev.baton.events.RouteChanged;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.Switched;
import dev.baton.load.AnswerCheck;
import dev.baton.load.LoadPlan;
import dev.baton.load.LoadRun;
import dev.baton.load.Timebase;
import dev.baton.load.Traffic;
import dev.baton.load.wire.Target;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.Prometheus;
import dev.baton.router.Story;
import dev.baton.router.domain.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is watched after the traffic has moved, and takes it back. */
class ProbationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    private final Scene scene = new Scene();

    private final DeploymentId first = scene.first();
    private final DeploymentId second = scene.second();

    @Test
    void saysABreachThatLeadsNowhereWhenItBeginsAndWhenItEnds() {
        // The share of failed requests would stay too high for long.
        scene.tell(scene.story("automatic", "1h")
                .with("\"rollback\": {\"errorPercent\": 99}")
                .untilVerified(first, Slot.A, now()));
        scene.next(Switched.class, 0);
        scene.a().healthAnswers(500);
        await().atMost(PATIENCE)
                .until(() -> !scene.service().said(first + ": 3 health checks").isEmpty());
        var checks = scene.a().healthChecks();
        await().atMost(PATIENCE).until(() -> scene.a().healthChecks() >= checks + 5);
        assertThat(scene.service().said(first + ": the breach")).isEmpty();

        scene.a().healthAnswers(200);
        await().atMost(PATIENCE)
                .until(() -> !scene.service()
                        .said(first + ": the breach that began at")
                        .isEmpty());
        assertThat(scene.service().said("no standby to go back to"))
                .filteredOn(line -> line.contains(first.toString()))
                .hasSize(1);
    }

    @Test
    void goesBackByItselfWhenProbationIsBreached() {
        scene.liveInBWithStandbyInA();
        scene.b().healthAnswers(500);

        var rolledBack = scene.next(RolledBack.class, 0);
        assertThat(rolledBack.deployment()).contains(second);
        assertThat(rolledBack.event().automatic()).isTrue();
        assertThat(rolledBack.event().restored()).isEqualTo(first);
        assertThat(rolledBack.event().reason()).contains("3 health checks in a row", "HTTP 500");
        assertThat(scene.served()).contains(new Route(Slot.A, 3, first).name());
        assertThat(scene.next(RouteChanged.class, 2).event().slot()).isEqualTo(Slot.A);
    }

    @Test
    void goesBackWithinFiveSecondsFromAVersionThatFailsOneInTwentyRequestsThoughItIsHealthy() throws Exception {
        scene.liveInBWithStandbyInA();
        var load = new LoadPlan(
                Target.loopback(scene.listen()),
                List.of(new Traffic.KeepAliveGets("/", 4, 200, AnswerCheck.routed())),
                Duration.ofSeconds(30),
                100_000,
                Duration.ofSeconds(5));
        try (var run = LoadRun.start(load, Timebase.ofSystem())) {
            await().until(() -> run.report().requests() > 100);
            var lostBefore = run.report().lostRequests();
            scene.b().failsOneIn(20);
            var begun = now();

            var rolledBack = scene.next(RolledBack.class, 0).event();

            assertThat(rolledBack.automatic()).isTrue();
            assertThat(rolledBack.reason())
                    .containsPattern("[0-9]+ of [0-9]+ requests \\(.* %\\) failed since the switch");
            assertThat(Duration.between(begun, rolledBack.proof().firstServedAt()))
                    .isLessThan(Duration.ofSeconds(5));
            scene.b().failsOneIn(Integer.MAX_VALUE);
            var report = run.stop();
            var cost = report.lostRequests() - lostBefore;
            assertThat(cost).as("requests that it cost").isBetween(5L, 60L);
            assertThat(rolledBack.reason())
                    .containsPattern(
                            "; in all " + cost + " of [0-9]+ requests \\(.* %\\) failed until the traffic was back");
        }
        assertThat(scene.served()).contains(new Route(Slot.A, 3, first).name());
    }

    @Test
    void goesBackByItselfFromAVersionThatIsSlowerThanTheDescriptorAllows() throws Exception {
        var story = scene.story("automatic", "1s");
        scene.tell(story.untilVerified(first, Slot.A, now()));
        scene.next(SwitchConfirmed.class, 0);
        var load = new LoadPlan(
                Target.loopback(scene.listen()),
                List.of(new Traffic.KeepAliveGets("/", 24, 200, AnswerCheck.routed())),
                Duration.ofSeconds(30),
                100_000,
                Duration.ofSeconds(5));
        try (var run = LoadRun.start(load, Timebase.ofSystem())) {
            await().until(() -> run.report().requests() > 300);
            // Far from what a busy machine makes of a quick answer.
            scene.b().answersAfter(800);
            scene.tell(new Story(scene.name(), scene.listen(), story.slotPorts(), "automatic", "1h")
                    .with("\"rollback\": {\"latencyFactor\": 2}")
                    .untilVerified(second, Slot.B, now()));

            assertThat(scene.next(RolledBack.class, 0).event().reason())
                    .contains("which is allowed for one in a hundred", "by the version before; in all 0 of ");
            assertThat(run.stop().losses()).isEmpty();
        }
        assertThat(scene.served()).contains(new Route(Slot.A, 3, first).name());
    }

    @Test
    void goesBackByItselfFromAVersionThatFallsBehindItsStandby() {
        var story = scene.liveInBWithStandbyInA("\"rollback\": {\"lag\": 10}");
        await().atMost(PATIENCE).until(() -> {
            scene.tell(story.sampled(first, 1_000, 1_002, now()));
            scene.tell(story.sampled(second, 960, 1_002, now()));
            return !scene.all(RolledBack.class).isEmpty();
        });

        assertThat(scene.next(RolledBack.class, 0).event().reason())
                .contains("more than 10 blocks behind the tip, the last by 42; the standby is 2 behind");
    }

    @Test
    void goesBackByItselfFromAVersionWhoseInstanceEndsAgainAndAgain() {
        var story = scene.liveInBWithStandbyInA();
        for (var exits = 1; exits <= 3; exits++) {
            assertThat(scene.all(RolledBack.class)).isEmpty();
            scene.tell(story.about(second, now(), new InstanceExited(Optional.of(1), exits, List.of())));
        }

        assertThat(scene.next(RolledBack.class, 0).event().reason())
                .contains("its instance ended by itself 3 times since the switch; 2 are allowed");
    }

    @Test
    void goesBackByItselfWhenPrometheusSaysSoAndTellsWhatItNeverSaid(@TempDir Path folder) throws IOException {
        assumeTrue(Prometheus.binary().isPresent(), "not run: install prometheus");
        try (var prometheus = Prometheus.start(folder)) {
            var query = "{\"name\": \"%s\", \"url\": \"" + prometheus.url() + "\", \"query\": \"%s\", \"below\": 5}";
            var silent = query.formatted("queue", "nothing_of_that_name");
            scene.tell(scene.story("automatic", "1s")
                    .with("\"rollback\": {\"lag\": 10, \"promql\": [" + silent + "]}")
                    .untilVerified(first, Slot.A, now()));
            assertThat(scene.next(SwitchConfirmed.class, 0).event().unknown())
                    .containsExactly(
                            "rollback.promql queue: 0 results instead of one",
                            "rollback.lag: no sample told how far it is behind");

            var tooLong = query.formatted("queue", "vector(7)");
            scene.tell(scene.story("automatic", "1h")
                    .with("\"rollback\": {\"promql\": [" + silent + "," + tooLong + "]}")
                    .untilVerified(second, Slot.B, now()));
            assertThat(scene.next(RolledBack.class, 0).event().reason())
                    .contains("queue was 7.0, 3 times in a row; it is to be below 5.0");
        }
    }
}
