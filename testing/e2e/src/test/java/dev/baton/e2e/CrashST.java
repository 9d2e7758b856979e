package dev.baton.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.e2e.stage.Puppet;
import dev.baton.e2e.stage.RunningBaton;
import dev.baton.e2e.stage.ScriptedServer;
import dev.baton.e2e.stage.ScriptedServer.Reply;
import dev.baton.e2e.stage.Users;
import dev.baton.events.DataVerified;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.events.SyncProgress;
import dev.baton.load.LoadRun;
import dev.baton.load.RouteTag;
import dev.baton.model.DeploymentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is killed in the middle of a deployment: it completes afterwards, and users notice nothing. */
class CrashST {

    private static final String SERVICES = "services";
    private static final String EVERYTHING = "everything";

    private static RunningBaton baton;
    private static ScriptedServer server;

    @BeforeAll
    static void stage() {
        baton = RunningBaton.start();
        server = ScriptedServer.start();
    }

    @AfterAll
    static void end() {
        try (var _ = server) {
            baton.close();
        }
    }

    /** What the test before has killed is back. */
    @BeforeEach
    void isUp() {
        baton.up();
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVICES, "kafka", EVERYTHING})
    void aCrashWhileGreenCatchesUpOnlyTakesTime(String victim) throws InterruptedException {
        var puppet = new Puppet("sync-" + victim, server, baton.mark());
        var blue = live(puppet);
        puppet.version("2", 40);
        try (var users = Users.of(puppet)) {
            var green = baton.deploy(puppet.descriptor(), "2");
            baton.events()
                    .await(
                            SyncProgress.class,
                            event -> event.deployment().equals(Optional.of(green))
                                    && event.event().height().equals(Optional.of(40L)));

            kill(victim);
            puppet.height("2", Reply.height(100));

            baton.events().await(green, SwitchConfirmed.class);
            servedInOrder(users, blue, green);
            agreeOn(puppet, green);
        }
    }

    /** Green answers slowly while the router-switcher looks at it, so the crash falls before the traffic moves. */
    @ParameterizedTest
    @ValueSource(strings = {"router-switcher", "kafka"})
    void aCrashRightBeforeTheTrafficMovesIsMadeGood(String victim) throws InterruptedException {
        var puppet = new Puppet("before-" + victim, server, baton.mark());
        var blue = live(puppet);
        puppet.version("2", 100);
        try (var users = Users.of(puppet)) {
            var green = verified(puppet);
            puppet.health("2", healthy().after(Duration.ofMillis(1_500)));
            promote(puppet);
            baton.events().await(green, SwitchStarted.class);

            kill(victim);
            puppet.health("2", healthy());

            completesOrBlueServes(puppet, users, blue, green);
        }
    }

    /** Green answers slowly while the switch is being proven, so the crash falls after the traffic has moved. */
    @ParameterizedTest
    @ValueSource(strings = {"router-switcher", EVERYTHING})
    void aCrashRightAfterTheTrafficMovedIsMadeGood(String victim) throws InterruptedException {
        var puppet = new Puppet("after-" + victim, server, baton.mark());
        var blue = live(puppet);
        puppet.version("2", 100);
        try (var users = Users.of(puppet)) {
            var green = verified(puppet);
            puppet.health("2", healthy().after(Duration.ofMillis(300)));
            promote(puppet);
            await("the link to name green")
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> route(puppet).deployment().equals(green.toString()));
            assertThat(baton.events().of(green, Switched.class)).isEmpty();

            kill(victim);
            puppet.health("2", healthy());

            completesOrBlueServes(puppet, users, blue, green);
        }
    }

    private static Reply healthy() {
        return new Reply(200, "text/plain", "version 2", Duration.ZERO);
    }

    private static DeploymentId live(Puppet puppet) {
        puppet.version("1", 100);
        var id = baton.deploy(puppet.descriptor(), "1");
        baton.events().await(id, SwitchConfirmed.class);
        return id;
    }

    private static DeploymentId verified(Puppet puppet) {
        var id = baton.deploy(puppet.descriptor().put("promotion", "manual"), "2");
        baton.events().await(id, DataVerified.class);
        return id;
    }

    private static void promote(Puppet puppet) {
        var answer = baton.post("/applications/" + puppet.name() + "/promote", "{\"requestedBy\":\"e2e\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private static void kill(String victim) {
        switch (victim) {
            case EVERYTHING -> {
                baton.kill(RunningBaton.ALL);
                baton.up();
            }
            case SERVICES ->
                // One after the other: while one comes back, the next dies.
                List.of("deployer", "sync-monitor", "router-switcher", "audit")
                        .forEach(service -> baton.kill(List.of(service)));
            default -> baton.kill(List.of(victim));
        }
    }

    /** There is no third state: either the switch completed, or blue serves and the switch can be tried again. */
    private static void completesOrBlueServes(Puppet puppet, LoadRun users, DeploymentId blue, DeploymentId green)
            throws InterruptedException {
        var outcome = baton.events()
                .await(
                        LifecycleEvent.class,
                        event -> event.deployment().equals(Optional.of(green))
                                && (event.event() instanceof Switched || event.event() instanceof SwitchFailed));
        if (outcome.event() instanceof SwitchFailed) {
            agreeOn(puppet, blue);
            baton.events()
                    .await(
                            DataVerified.class,
                            event -> event.deployment().equals(Optional.of(green))
                                    && event.time().isAfter(outcome.time()));
            promote(puppet);
        }
        baton.events().await(green, SwitchConfirmed.class);
        agreeOn(puppet, green);
        servedInOrder(users, blue, green);
    }

    private static void servedInOrder(LoadRun users, DeploymentId blue, DeploymentId green)
            throws InterruptedException {
        var report = users.stop();
        assertThat(report.losses()).isEmpty();
        assertThat(report.requests()).isPositive();
        assertThat(users.answers().perRoute().keySet().stream()
                        .map(RouteTag::deployment)
                        .distinct())
                .containsExactly(blue.toString(), green.toString());
        var switched = baton.events().of(green, Switched.class).getLast();
        assertThat(users.answers().byBegunAfter(blue.toString(), switched.time()))
                .as("answers by blue to requests that began after the switch was reported")
                .isEmpty();
    }

    /** The router, and the state that people query, name the same deployment. */
    private static void agreeOn(Puppet puppet, DeploymentId live) {
        assertThat(route(puppet).deployment()).isEqualTo(live.toString());
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(baton.audit("/applications/" + puppet.name())
                                .at("/live/deployment")
                                .asText())
                        .isEqualTo(live.toString()));
    }

    private static RouteTag route(Puppet puppet) {
        var link = baton.directory()
                .resolve("routes")
                .resolve(puppet.name().value())
                .resolve("active");
        try {
            var target = Files.readSymbolicLink(link).getFileName().toString();
            return RouteTag.parse(target).orElseThrow(() -> new IllegalStateException("No route: " + target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
