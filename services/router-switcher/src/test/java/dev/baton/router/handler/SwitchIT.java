package dev.baton.router.handler;

import static dev.baton.router.handler.Scene.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.events.RequestRejected;
import dev.baton.events.RolledBack;
import dev.baton.events.RouteChanged;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.router.Story;
import dev.baton.router.domain.Answer;
import dev.baton.router.domain.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the traffic moves: by itself, by hand, there and back, and within what time. */
class SwitchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ROUNDS = 3;
    private static final int TURNS = 6;
    private static final long QUARTER_SECOND = 250;

    @RegisterExtension
    private final Scene scene = new Scene();

    private final DeploymentId first = scene.first();
    private final DeploymentId second = scene.second();

    @Test
    void promotesByItselfWhatIsVerifiedAndSaysWhereTheRouteGoes() {
        var story = scene.story("automatic", "1h");
        scene.tell(story.accepted(first, Slot.A, now()));
        await().atMost(PATIENCE)
                .until(() -> scene.ask() instanceof Answer.Answered answered && answered.status() == 503);

        scene.tell(story.started(first, Slot.A, now()));
        scene.tell(story.caughtUp(first, now()));
        scene.tell(story.verified(first, now()));
        var switched = scene.next(Switched.class, 0);

        assertThat(switched.deployment()).contains(first);
        assertThat(switched.event().from()).isEmpty();
        assertThat(switched.event().proof().requests()).isEqualTo(20);
        assertThat(switched.event().proof().connections()).isEqualTo(12);
        assertThat(scene.served()).contains(new Route(Slot.A, 1, first).name());
        assertThat(scene.next(RouteChanged.class, 0).event())
                .isEqualTo(new RouteChanged(Slot.A, scene.a().address(), 1, "1.0"));
    }

    @Test
    void provesTheRouteToWhatWasAdoptedAndReplacesIt() {
        var story = scene.story("automatic", "1h");
        scene.tell(story.adopted(first, Slot.A, now()));

        assertThat(scene.next(RouteChanged.class, 0).event())
                .isEqualTo(new RouteChanged(Slot.A, scene.a().address(), 1, "1.0"));
        assertThat(scene.served()).contains(new Route(Slot.A, 1, first).name());
        scene.tell(story.untilVerified(second, Slot.B, now()));
        assertThat(scene.next(Switched.class, 0).event())
                .returns(Optional.of(first), Switched::from)
                .returns(2L, Switched::epoch);
        assertThat(scene.served()).contains(new Route(Slot.B, 2, second).name());
    }

    @Test
    void confirmsAHealthyVersionAndTakesTheNextOneOverWithTheFormerAsStandby() {
        var story = scene.story("automatic", "1s");
        scene.tell(story.untilVerified(first, Slot.A, now()));
        assertThat(scene.next(SwitchConfirmed.class, 0).event().checks()).isPositive();

        scene.tell(story.untilVerified(second, Slot.B, now()));
        assertThat(scene.next(Switched.class, 1).event())
                .returns(Optional.of(first), Switched::from)
                .returns(2L, Switched::epoch);
        assertThat(scene.served()).contains(new Route(Slot.B, 2, second).name());
    }

    @Test
    void promotesByHandAndRefusesWithEveryReason() {
        var story = scene.story("manual", "1h");
        scene.tell(story.accepted(first, Slot.A, now()));
        scene.tell(story.started(first, Slot.A, now()));

        var early = scene.askUntil(
                () -> story.promote(first, now()),
                answer -> answer.event() instanceof RequestRejected rejected
                        && !rejected.reasons().getFirst().contains("not known")
                        && !rejected.reasons().getFirst().contains("not started"));
        assertThat(((RequestRejected) early.event()).reasons())
                .singleElement()
                .asString()
                .contains("not verified");
        var late = story.force(second, now().minus(Duration.ofMinutes(11)), Optional.empty());
        scene.tell(late);
        assertThat(((RequestRejected) scene.answerTo(late.id()).event()).reasons())
                .satisfiesExactly(
                        old -> assertThat(old).contains("ask again"),
                        silent -> assertThat(silent).contains("needs a reason"),
                        stranger -> assertThat(stranger).contains("is not known"));

        scene.tell(story.caughtUp(first, now()));
        scene.tell(story.verified(first, now()));
        var started =
                scene.askUntil(() -> story.promote(first, now()), answer -> answer.event() instanceof SwitchStarted);
        assertThat(((SwitchStarted) started.event()).requestedBy()).isEqualTo("ada");
        assertThat(scene.next(Switched.class, 0).deployment()).contains(first);
    }

    /** A round has its median within the time; what else the machine does may spoil one, hardly three. */
    @Test
    void movesWithinAQuarterOfASecondBackAndForth() {
        var story = scene.liveInBWithStandbyInA();
        var rounds = new ArrayList<List<Long>>();
        do {
            rounds.add(backAndForth(story, rounds.size() * TURNS));
        } while (median(rounds.getLast()) > QUARTER_SECOND && rounds.size() < ROUNDS);

        assertThat(median(rounds.getLast()))
                .as("median of the milliseconds from request to first answer: %s", rounds)
                .isLessThanOrEqualTo(QUARTER_SECOND);
    }

    /** The milliseconds from each request to the first answer by the other version. */
    private List<Long> backAndForth(Story story, int before) {
        var delays = new ArrayList<Long>();
        for (var turn = before; turn < before + TURNS; turn++) {
            var asked = now();
            scene.tell(story.rollback(asked));
            var back = scene.next(RolledBack.class, turn).event();
            delays.add(Duration.between(asked, back.proof().firstServedAt()).toMillis());
            assertThat(back.automatic()).isFalse();
            assertThat(scene.served()).contains(new Route(Slot.A, back.epoch(), first).name());

            var again = now();
            scene.tell(story.force(second, again, Optional.of("it was not that slow")));
            var forth = scene.next(Switched.class, turn + 2).event();
            delays.add(Duration.between(again, forth.proof().firstServedAt()).toMillis());
            assertThat(forth.forced())
                    .hasValueSatisfying(by -> assertThat(by.who()).isEqualTo("ada"));
        }
        return delays;
    }

    private static long median(List<Long> delays) {
        return delays.stream().sorted().skip(delays.size() / 2).findFirst().orElseThrow();
    }

    @Test
    void refusesARollbackWithoutAStandby() {
        scene.tell(scene.story("automatic", "1h").untilVerified(first, Slot.A, now()));
        scene.next(Switched.class, 0);
        scene.tell(scene.story("automatic", "1h").rollback(now()));

        assertThat(scene.next(RequestRejected.class, 0).event().reasons())
                .singleElement()
                .asString()
                .contains("has no standby");
    }
}
