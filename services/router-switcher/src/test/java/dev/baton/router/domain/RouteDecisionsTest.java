package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deployment.Decision;
import dev.baton.deployment.Participant;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.RequestRejected;
import dev.baton.events.RetireStarted;
import dev.baton.events.RolledBack;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import dev.baton.router.Story;
import dev.baton.router.domain.RouterEffect.MoveTraffic;
import dev.baton.router.domain.RouterEffect.WatchProbation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every state is reached by the events that lead there. */
class RouteDecisionsTest {

    private static final ApplicationName NAME = new ApplicationName("indexer");
    private static final DeploymentId FIRST = DeploymentId.of("01980000-0000-7000-8000-000000000001");
    private static final DeploymentId SECOND = DeploymentId.of("01980000-0000-7000-8000-000000000002");
    private static final Story AUTOMATIC = new Story(NAME, 8080, List.of(9001, 9002, 9003), "automatic", "1m");
    private static final Story MANUAL = new Story(NAME, 8080, List.of(9001, 9002, 9003), "manual", "1m");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Participant<RouterEffect> participant = new Participant<>(RouteDecisions::decide);

    RouteDecisionsTest() {
        participant.replayed(NOON);
    }

    @Test
    void promotesByItselfWhatIsVerifiedOnceTheIntentionWasReadBack() {
        var intention = only(happen(AUTOMATIC.untilVerified(FIRST, Slot.A, NOON)), SwitchStarted.class);

        assertThat(intention.event())
                .returns(1L, SwitchStarted::epoch)
                .returns(Slot.A, SwitchStarted::slot)
                .returns(Optional.empty(), SwitchStarted::from)
                .returns(SwitchStarted.Kind.PROMOTE, SwitchStarted::kind);
        assertThat(happen(List.of(intention)).effects()).containsExactly(new MoveTraffic(NAME, FIRST, 1));
    }

    @Test
    void decidesTheSameSituationWithTheSameIds() {
        var events = AUTOMATIC.untilVerified(FIRST, Slot.A, NOON);
        var again = new Participant<>(RouteDecisions::decide);
        events.forEach(event -> again.on(event, NOON));

        assertThat(again.replayed(NOON.plusSeconds(1))
                        .getFirst()
                        .events()
                        .getFirst()
                        .id())
                .isEqualTo(happen(events).events().getFirst().id());
    }

    @Test
    void doesNotPromoteByItselfWhatIsToBePromotedByHandOrHasRunOut() {
        assertThat(happen(MANUAL.untilVerified(FIRST, Slot.A, NOON)).isNothing())
                .isTrue();

        var late = new Participant<>(RouteDecisions::decide);
        AUTOMATIC.untilVerified(FIRST, Slot.A, NOON).forEach(event -> late.on(event, NOON));
        assertThat(late.replayed(NOON.plus(Duration.ofMinutes(2)))).isEmpty();
    }

    @Test
    void triesAgainAfterAFailedSwitchOnlyWhenTheDataWasVerifiedAnew() {
        var intention = only(happen(AUTOMATIC.untilVerified(FIRST, Slot.A, NOON)), SwitchStarted.class);
        happen(List.of(intention));
        var failed = ended(intention, FIRST, new SwitchFailed(1, "sick", Optional.empty()));
        assertThat(happen(List.of(failed)).isNothing()).isTrue();
        assertThat(happen(List.of(AUTOMATIC.caughtUp(FIRST, NOON.plusSeconds(1))))
                        .isNothing())
                .isTrue();

        var again = only(happen(List.of(AUTOMATIC.verified(FIRST, NOON.plusSeconds(2)))), SwitchStarted.class);
        assertThat(again.event().epoch()).isEqualTo(2);
        assertThat(again.id()).isNotEqualTo(intention.id());
    }

    @Test
    void watchesAProbationAndNothingElse() {
        assertThat(live(FIRST, Slot.A, 1).effects()).containsExactly(new WatchProbation(NAME, FIRST, 1));
        assertThat(participant.tick(NOON)).isEmpty();
    }

    @Test
    void refusesToPromoteWithEveryReason() {
        happen(List.of(MANUAL.accepted(FIRST, Slot.A, NOON)));
        var tooOld = NOON.minus(Duration.ofMinutes(11));

        assertThat(reasons(happen(List.of(MANUAL.force(SECOND, tooOld, Optional.of(" "))))))
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("ask again"),
                        reason -> assertThat(reason).contains("needs a reason"),
                        reason -> assertThat(reason).contains("not known"));
        assertThat(reasons(happen(List.of(MANUAL.force(FIRST, NOON, Optional.of("now"))))))
                .singleElement()
                .asString()
                .contains("has not started yet");
    }

    @Test
    void promotesByHandOnlyWhatIsProvenOrForcedByName() {
        happen(List.of(MANUAL.accepted(FIRST, Slot.A, NOON), MANUAL.started(FIRST, Slot.A, NOON)));
        assertThat(reasons(happen(List.of(MANUAL.promote(FIRST, NOON)))))
                .singleElement()
                .asString()
                .contains("not verified");

        var forced = only(happen(List.of(MANUAL.force(FIRST, NOON, Optional.of("outage")))), SwitchStarted.class);
        assertThat(forced.event().forced())
                .hasValueSatisfying(by -> assertThat(by.why()).isEqualTo("outage"));
    }

    @Test
    void saysWhichProofRanOut() {
        happen(MANUAL.untilVerified(FIRST, Slot.A, NOON));
        var later = NOON.plusSeconds(90);
        happen(List.of(MANUAL.caughtUp(FIRST, later)));

        assertThat(reasons(participant.on(MANUAL.promote(FIRST, later), later)))
                .singleElement()
                .asString()
                .contains("the verification of its data expired");
    }

    @Test
    void answersARequestThatComesTwiceOnce() {
        var request = MANUAL.promote(FIRST, NOON);
        var refusal = happen(List.of(request));
        happen(List.of(request));
        assertThat(happen(refusal.events()).isNothing()).isTrue();
        assertThat(happen(List.of(request)).isNothing()).isTrue();
    }

    @Test
    void rollsBackToTheStandbyWithoutAProof() {
        live(FIRST, Slot.A, 1);
        confirm(FIRST, 1);
        live(SECOND, Slot.B, 2);

        var back = only(happen(List.of(AUTOMATIC.rollback(NOON))), SwitchStarted.class);
        assertThat(back.deployment()).contains(FIRST);
        assertThat(back.event())
                .returns(SwitchStarted.Kind.ROLLBACK, SwitchStarted::kind)
                .returns(Optional.of(SECOND), SwitchStarted::from)
                .returns(3L, SwitchStarted::epoch);
        happen(List.of(back));
        happen(List.of(ended(back, SECOND, new RolledBack(FIRST, Slot.A, 3, "slow", false, proof()))));
        assertThat(RouteDecisions.routeOf(participant.application(NAME))).contains(new Route(Slot.A, 3, FIRST));

        assertThat(reasons(happen(List.of(AUTOMATIC.rollback(NOON.plusSeconds(1))))))
                .singleElement()
                .asString()
                .contains("has no standby");
        assertThat(reasons(happen(List.of(AUTOMATIC.promote(SECOND, NOON))))).hasSize(2);
    }

    @Test
    void refusesARollbackOfADeploymentThatIsLiveNoMore() {
        live(FIRST, Slot.A, 1);
        confirm(FIRST, 1);
        live(SECOND, Slot.B, 2);
        var stranger = DeploymentId.of("01980000-0000-7000-8000-000000000009");

        assertThat(reasons(happen(List.of(
                        AUTOMATIC.about(stranger, NOON, AUTOMATIC.rollback(NOON).event())))))
                .singleElement()
                .asString()
                .contains("neither live nor the standby");
    }

    @Test
    void goesBackByItselfOnlyWhereThereIsAStandbyAndNotForEver() {
        live(FIRST, Slot.A, 1);
        assertThat(RouteDecisions.automaticRollback(participant.application(NAME), "sick", NOON))
                .isEmpty();
        confirm(FIRST, 1);
        live(SECOND, Slot.B, 2);

        for (var epoch = 3; epoch <= 5; epoch++) {
            var back = RouteDecisions.automaticRollback(participant.application(NAME), "sick", NOON)
                    .orElseThrow();
            assertThat(back.event().epoch()).isEqualTo(epoch);
            happen(List.of(back));
            happen(List.of(ended(back, FIRST, new SwitchFailed(epoch, "sick too", Optional.of(SECOND)))));
        }
        assertThat(RouteDecisions.automaticRollback(participant.application(NAME), "sick", NOON))
                .isEmpty();
    }

    @Test
    void leavesRequestsWaitingWhileTheTrafficMoves() {
        var intention = only(happen(AUTOMATIC.untilVerified(FIRST, Slot.A, NOON)), SwitchStarted.class);
        happen(List.of(intention));
        assertThat(happen(List.of(AUTOMATIC.promote(FIRST, NOON))).isNothing()).isTrue();

        var after = happen(List.of(ended(
                intention,
                FIRST,
                new Switched(Optional.empty(), Slot.A, 1, proof(), NOON.plusSeconds(60), Optional.empty()))));
        assertThat(reasons(after)).singleElement().asString().contains("live already");
    }

    @Test
    void aRouterMayServeOnByARouteThatWasLeftOnlyWhileTheVersionIsKeptThere() {
        live(FIRST, Slot.A, 1);
        confirm(FIRST, 1);
        live(SECOND, Slot.B, 2);
        var left = new Route(Slot.A, 1, FIRST);
        var due = new Route(Slot.B, 2, SECOND);
        assertThat(mayServeOn(left)).isTrue();
        assertThat(RouteDecisions.former(participant.application(NAME), new RouteInForce.Routed(left)))
                .contains(left);
        assertThat(mayServeOn(due)).isFalse();
        assertThat(mayServeOn(new Route(Slot.A, 3, FIRST))).isFalse(); // of a switch that failed

        happen(List.of(AUTOMATIC.about(FIRST, NOON, new RetireStarted("no slot is free", Optional.of(SECOND)))));
        assertThat(mayServeOn(left)).isFalse();
        assertThat(RouteDecisions.former(participant.application(NAME), new RouteInForce.Routed(left)))
                .contains(due);
    }

    private boolean mayServeOn(Route route) {
        return RouteDecisions.mayServeOn(participant.application(NAME), route);
    }

    private Decision<RouterEffect> live(DeploymentId id, Slot slot, long epoch) {
        var before = participant.application(NAME).live();
        var intention = only(happen(AUTOMATIC.untilVerified(id, slot, NOON)), SwitchStarted.class);
        happen(List.of(intention));
        participant.finished(NAME, new MoveTraffic(NAME, id, epoch), List.of());
        return happen(List.of(ended(
                intention,
                id,
                new Switched(
                        before.map(live -> live.id()), slot, epoch, proof(), NOON.plusSeconds(60), Optional.empty()))));
    }

    private void confirm(DeploymentId id, long epoch) {
        participant.finished(NAME, new WatchProbation(NAME, id, epoch), List.of());
        happen(List.of(AUTOMATIC.about(id, NOON, new SwitchConfirmed(epoch, 60))));
    }

    /** All of it is read; the decisions are taken together, as the participant gives each thing out once. */
    private Decision<RouterEffect> happen(List<? extends Envelope<?>> events) {
        var published = new ArrayList<Envelope<?>>();
        var effects = new ArrayList<RouterEffect>();
        for (var event : events) {
            var decision = participant.on(event, NOON.plusSeconds(3));
            published.addAll(decision.events());
            effects.addAll(decision.effects());
        }
        return new Decision<>(published, effects);
    }

    private static <E extends LifecycleEvent> Envelope<E> ended(
            Envelope<SwitchStarted> intention, DeploymentId about, E outcome) {
        return intention.leadsTo(RouteDecisions.SOURCE, Optional.of(about), NOON.plusSeconds(1), outcome);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Event> Envelope<E> only(Decision<?> decision, Class<E> kind) {
        assertThat(decision.events())
                .singleElement()
                .satisfies(event -> assertThat(event.event()).isInstanceOf(kind));
        return (Envelope<E>) decision.events().getFirst();
    }

    /** Why it was refused; the refusal is read back, so that the next thing may be decided. */
    private List<String> reasons(Decision<?> decision) {
        var refusal = only(decision, RequestRejected.class);
        happen(List.of(refusal));
        return refusal.event().reasons();
    }

    private static SwitchProof proof() {
        return new SwitchProof(20, 12, NOON, 100);
    }
}
