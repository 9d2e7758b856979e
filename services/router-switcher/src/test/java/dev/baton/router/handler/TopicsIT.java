package dev.baton.router.handler;

import static dev.baton.router.handler.Scene.now;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.codec.EventCodec;
import dev.baton.codec.Topic;
import dev.baton.events.RequestRejected;
import dev.baton.events.RouteChanged;
import dev.baton.events.RouterReloaded;
import dev.baton.events.Switched;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.Story;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Endpoint;
import dev.baton.router.domain.Route;
import dev.baton.support.FreePorts;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What it reads and what it says: each record once, and what the broker does not take again and again. */
class TopicsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Clock CLOCK = Clock.systemUTC();

    @RegisterExtension
    private final Scene scene = new Scene();

    private final DeploymentId first = scene.first();
    private final DeploymentId second = scene.second();

    @Test
    void publishesARouteAgainUntilTheBrokerTakesIt() {
        scene.log().refuseLarger(Topic.ROUTES, Optional.of(1));
        try {
            scene.tell(scene.story("automatic", "1h").untilVerified(first, Slot.A, now()));
            scene.next(Switched.class, 0);
            await().atMost(PATIENCE)
                    .until(() -> scene.service()
                                    .said(scene.name() + ": dev.baton.route-changed.v1 was not published")
                                    .size()
                            >= 2);
            assertThat(scene.all(RouteChanged.class)).isEmpty();
            assertThat(scene.served()).contains(new Route(Slot.A, 1, first).name());
        } finally {
            scene.log().refuseLarger(Topic.ROUTES, Optional.empty());
        }

        var told = scene.next(RouteChanged.class, 0);
        assertThat(told.event()).isEqualTo(new RouteChanged(Slot.A, scene.a().address(), 1, "1.0"));
        assertThat(told.cause()).contains(scene.next(Switched.class, 0).id());
    }

    @Test
    void registersManyNewApplicationsWithFewReloads() {
        var before = scene.reloads();
        var fronts = new ArrayList<Integer>();
        for (var number = 0; number < 20; number++) {
            var port = FreePorts.next();
            fronts.add(port);
            var slots = List.of(scene.a().address().port(), scene.b().address().port(), FreePorts.next());
            var newcomer = new Story(new ApplicationName("newcomer-" + number), port, slots, "manual", "1h");
            scene.tell(newcomer.accepted(DeploymentId.next(CLOCK), Slot.A, now()));
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(fronts)
                        .allSatisfy(port -> assertThat(scene.prober().ask(Endpoint.direct(Address.loopback(port)), "/"))
                                .isInstanceOfSatisfying(
                                        Answer.Answered.class,
                                        answer -> assertThat(answer.status()).isEqualTo(503))));
        await().atMost(PATIENCE).until(() -> scene.reloads() > before);
        assertThat(scene.reloads() - before).as("reloads for 20 applications").isLessThanOrEqualTo(5);
        var told = new HashSet<List<ApplicationName>>();
        for (var number = 0; number < 20; number++) {
            var newcomer = new ApplicationName("newcomer-" + number);
            var reloaded = scene.log().next(newcomer, RouterReloaded.class, 0).event();
            assertThat(reloaded.applications()).contains(newcomer);
            told.add(reloaded.applications());
        }
        assertThat(told).as("reloads that were told").hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void skipsWhatIsNoEventAndDoesNothingTwice() {
        var story = scene.story("automatic", "1h");
        scene.log().send(Topic.DEPLOYMENTS, scene.name().value(), "<html>".getBytes(UTF_8));
        scene.log().send(Topic.REQUESTS, scene.name().value(), new byte[0]);
        scene.log()
                .send(
                        Topic.DEPLOYMENTS,
                        "someone-else",
                        new EventCodec().encode(story.accepted(second, Slot.B, now())));
        var events = story.untilVerified(first, Slot.A, now());
        scene.tell(events);
        scene.tell(events);
        scene.next(Switched.class, 0);
        scene.tell(events);
        var request = story.promote(first, now());
        scene.tell(request);
        scene.tell(request);

        assertThat(scene.next(RequestRejected.class, 0).event().reasons())
                .singleElement()
                .asString()
                .contains("live already");
        // The next answer shows that everything before it was read.
        scene.tell(story.rollback(now()));
        scene.next(RequestRejected.class, 1);
        assertThat(scene.all(RequestRejected.class)).hasSize(2);
        assertThat(scene.all(Switched.class)).hasSize(1);
        assertThat(scene.service().metrics())
                .containsPattern("baton_router_records_unreadable_total\\{.*deployments.*} 2.0")
                .containsPattern("baton_router_records_unreadable_total\\{.*requests.*} 1.0");
    }
}
