package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deployment.Decision;
import dev.baton.deployment.Participant;
import dev.baton.events.Envelope;
import dev.baton.events.RouteProven;
import dev.baton.events.RouteRefused;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import dev.baton.router.Story;
import dev.baton.router.domain.RouterEffect.FollowRoute;
import dev.baton.router.domain.RouterEffect.WatchProbation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one of several routers does that does not lead. */
class NodeDecisionsTest {

    private static final ApplicationName NAME = new ApplicationName("indexer");
    private static final DeploymentId FIRST = DeploymentId.of("01980000-0000-7000-8000-000000000001");
    private static final DeploymentId SECOND = DeploymentId.of("01980000-0000-7000-8000-000000000002");
    private static final Story STORY = new Story(NAME, 8080, List.of(9001, 9002, 9003), "automatic", "1m");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final SwitchProof PROOF = new SwitchProof(20, 12, NOON, 90);

    private Votes votes = Votes.NONE;
    private final Participant<RouterEffect> participant =
            new Participant<>(situation -> NodeDecisions.decide(situation, "two", votes));

    NodeDecisionsTest() {
        participant.replayed(NOON);
    }

    @Test
    void neitherPromotesNorAnswers() {
        assertThat(happen(STORY.untilVerified(FIRST, Slot.A, NOON)).isNothing()).isTrue();
        assertThat(happen(List.of(STORY.promote(FIRST, NOON))).isNothing()).isTrue();
        assertThat(happen(List.of(STORY.rollback(NOON))).isNothing()).isTrue();
    }

    @Test
    void movesNothingBeforeAnotherHasProvenIt() {
        assertThat(switching().isNothing()).isTrue();
        votes = votes.with("three", new Vote.Refused("sick"));
        assertThat(participant.tick(NOON)).isEmpty();

        votes = votes.with("one", new Vote.Proven(PROOF));
        assertThat(participant.tick(NOON))
                .singleElement()
                .satisfies(due -> assertThat(due.effects()).containsExactly(new FollowRoute(NAME, SECOND, 2)))
                .satisfies(due -> assertThat(due.events()).isEmpty());
    }

    @Test
    void followsOnceUnlessWhatItSaidIsLost() {
        switching();
        votes = votes.with("one", new Vote.Proven(PROOF));
        var follow = participant.tick(NOON).getFirst().effects().getFirst();
        assertThat(participant.tick(NOON)).isEmpty();

        participant.finished(NAME, follow, List.of());
        assertThat(participant.tick(NOON)).hasSize(1);

        participant.finished(NAME, follow, List.of());
        votes = votes.with("two", new Vote.Refused("it cannot be reached from here"));
        assertThat(participant.tick(NOON)).isEmpty();
    }

    @Test
    void followsTheWayBackAlsoWhereTheFirstOneCouldNotGoIt() {
        STORY.untilLive(FIRST, Slot.A, 1, NOON).forEach(event -> participant.on(event, NOON));
        happen(List.of(STORY.about(FIRST, NOON, new SwitchConfirmed(1, 3))));
        STORY.untilVerified(SECOND, Slot.B, NOON).forEach(event -> participant.on(event, NOON));
        happen(List.of(intention(SwitchStarted.Kind.PROMOTE, SECOND, FIRST, Slot.B, 2)));
        var until = NOON.plusSeconds(60);
        happen(List.of(STORY.about(
                SECOND, NOON, new Switched(Optional.of(FIRST), Slot.B, 2, PROOF, until, Optional.empty()))));
        assertThat(happen(List.of(intention(SwitchStarted.Kind.ROLLBACK, FIRST, SECOND, Slot.A, 3)))
                        .isNothing())
                .isTrue();

        votes = votes.with("one", new Vote.Refused("HTTP 502"));
        assertThat(participant.tick(NOON).getFirst().effects()).containsExactly(new FollowRoute(NAME, FIRST, 3));
    }

    @Test
    void watchesTheProbationByItsOwnRouter() {
        STORY.untilLive(FIRST, Slot.A, 1, NOON).forEach(event -> participant.on(event, NOON));
        participant.finished(NAME, new WatchProbation(NAME, FIRST, 1), List.of());
        assertThat(participant.tick(NOON).getFirst().effects()).containsExactly(new WatchProbation(NAME, FIRST, 1));
    }

    @Test
    void saysTheSameWithTheSameIdAndEachRouterWithItsOwn() {
        switching();
        var application = participant.application(NAME);
        var target = application.switching().orElseThrow();
        var said = NodeDecisions.says("two", application, target, NOON, new RouteProven("two", 2, PROOF));
        assertThat(said.cause()).contains(target.enteredBy());
        assertThat(said.deployment()).contains(SECOND);
        assertThat(NodeDecisions.says("two", application, target, NOON.plusSeconds(1), new RouteProven("two", 2, PROOF))
                        .id())
                .isEqualTo(said.id());
        assertThat(NodeDecisions.says("one", application, target, NOON, new RouteProven("one", 2, PROOF))
                        .id())
                .isNotEqualTo(said.id());
        assertThat(NodeDecisions.says("two", application, target, NOON, new RouteRefused("two", 2, "sick"))
                        .id())
                .isNotEqualTo(said.id());
    }

    private Decision<RouterEffect> switching() {
        STORY.untilLive(FIRST, Slot.A, 1, NOON).forEach(event -> participant.on(event, NOON));
        happen(List.of(STORY.about(FIRST, NOON, new SwitchConfirmed(1, 3))));
        happen(STORY.untilVerified(SECOND, Slot.B, NOON));
        return happen(List.of(intention(SwitchStarted.Kind.PROMOTE, SECOND, FIRST, Slot.B, 2)));
    }

    private static Envelope<SwitchStarted> intention(
            SwitchStarted.Kind kind, DeploymentId to, DeploymentId from, Slot slot, long epoch) {
        return STORY.about(
                to, NOON, new SwitchStarted(kind, Optional.of(from), slot, epoch, "ada", "test", Optional.empty()));
    }

    private Decision<RouterEffect> happen(List<? extends Envelope<?>> events) {
        var due = Decision.<RouterEffect>nothing();
        for (var event : events) {
            due = participant.on(event, NOON);
        }
        return due;
    }
}
