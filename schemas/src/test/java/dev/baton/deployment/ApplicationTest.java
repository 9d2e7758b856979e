package dev.baton.deployment;

import static dev.baton.events.EventSamples.BLUE;
import static dev.baton.events.EventSamples.GREEN;
import static dev.baton.events.EventSamples.PROOF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.codec.BatonJson;
import dev.baton.deployment.Folded.Accepted;
import dev.baton.deployment.Folded.Void;
import dev.baton.deployment.Stage.Failed;
import dev.baton.deployment.Stage.Live;
import dev.baton.deployment.Stage.Probation;
import dev.baton.deployment.Stage.Retired;
import dev.baton.deployment.Stage.Standby;
import dev.baton.deployment.Stage.Switching;
import dev.baton.deployment.Stage.Synced;
import dev.baton.deployment.Stage.Syncing;
import dev.baton.deployment.Stage.Verified;
import dev.baton.events.DataMismatch;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployFailed;
import dev.baton.events.EventSamples;
import dev.baton.events.GreenFailed;
import dev.baton.events.InstanceExited;
import dev.baton.events.InstanceRetired;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.LogMatched;
import dev.baton.events.ReadinessLost;
import dev.baton.events.RetireStarted;
import dev.baton.events.RolledBack;
import dev.baton.events.RouteProven;
import dev.baton.events.RouteRefused;
import dev.baton.events.StandbyLost;
import dev.baton.events.StandbyRestored;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.SyncStalled;
import dev.baton.model.Address;
import dev.baton.model.DeploymentId;
import dev.baton.model.Forced;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApplicationTest {

    private static final DeploymentId THIRD = DeploymentId.of("019aa2c0-0000-7000-8000-0000000000d3");
    private static final RetireStarted RETIRE = new RetireStarted("over", Optional.empty());

    private static final Forced FORCED = new Forced("ada", "once more");

    private final History history = new History();

    @AfterAll
    static void everyRowOfTheTableWasVisited() {
        var missed = new HashSet<>(Lifecycle.table());
        missed.removeAll(History.VISITED);
        assertThat(missed)
                .extracting(
                        row -> row.from().getSimpleName() + " on " + row.event().getSimpleName() + " as " + row.part())
                .isEmpty();
    }

    @Test
    void aFirstDeploymentGoesLive() {
        history.live(BLUE, Slot.A).then(BLUE, new DeployCompleted("1", Duration.ofMinutes(1)));
        assertThat(history.application().live()).get().satisfies(live -> {
            assertThat(live.id()).isEqualTo(BLUE);
            assertThat(live.stage()).isEqualTo(new Live(1));
            assertThat(live.outcome()).contains(Deployment.Outcome.COMPLETED);
        });
        assertThat(history.application().freeSlots()).containsExactly(Slot.B, Slot.C);
        assertThat(history.application().inProgress()).isEmpty();
    }

    @Test
    void deploymentsWithEqualDescriptorsHaveOneInMemory() {
        history.live(BLUE, Slot.A).then(BLUE, new DeployCompleted("1", Duration.ofMinutes(1)));
        history.then(GREEN, EventSamples.accepted("2", Slot.B));

        var descriptors = history.application().deployments().stream()
                .map(Deployment::descriptor)
                .toList();
        assertThat(descriptors).hasSize(2);
        assertThat(descriptors.getLast()).isSameAs(descriptors.getFirst());
        assertThat(EventSamples.descriptor()).isNotSameAs(EventSamples.descriptor());
    }

    @Test
    void whatIsAdoptedServesAtOnce() {
        history.then(BLUE, EventSamples.adopted(Slot.B));
        var application = history.application();
        assertThat(application.epoch()).isEqualTo(1);
        assertThat(application.live()).get().satisfies(live -> {
            assertThat(live.stage()).isEqualTo(new Live(1));
            assertThat(live.outcome()).contains(Deployment.Outcome.COMPLETED);
            assertThat(live.adopted()).contains(EventSamples.adopted(Slot.B).instance());
        });
        assertThat(application.address(Slot.B)).isEqualTo(Address.loopback(8_081));
        assertThat(application.address(Slot.A)).isEqualTo(Address.loopback(18_101));
        assertThat(application.freeSlots()).containsExactly(Slot.A, Slot.C);
    }

    @Test
    void whatWasAdoptedIsTheWayBackAndGoesAtLast() {
        history.then(BLUE, EventSamples.adopted(Slot.A)).probation(GREEN, Slot.B);
        assertThat(history.application().epoch()).isEqualTo(2);
        assertThat(history.application().standby())
                .get()
                .extracting(Deployment::id)
                .isEqualTo(BLUE);
        history.then(BLUE, history.rollback(Slot.A)).then(GREEN, new RolledBack(BLUE, Slot.A, 3, "slow", false, PROOF));
        assertThat(history.stage(BLUE)).isEqualTo(new Live(3));

        history.then(
                        GREEN,
                        new SwitchStarted(
                                SwitchStarted.Kind.PROMOTE,
                                Optional.of(BLUE),
                                Slot.B,
                                4,
                                "ada",
                                "again",
                                Optional.of(FORCED)))
                .then(GREEN, history.switched(Slot.B))
                .later(Duration.ofDays(2))
                .then(BLUE, RETIRE)
                .then(BLUE, new InstanceRetired("over"));
        assertThat(history.application().address(Slot.A)).isEqualTo(Address.loopback(18_101));
    }

    @Test
    void anAdoptionIsAnsweredAgainAndTakesNothingFromAnyone() {
        history.then(BLUE, EventSamples.adopted(Slot.A));
        var before = history.application();
        assertThat(history.fold(BLUE, EventSamples.adopted(Slot.A))).isInstanceOf(Accepted.class);
        assertThat(history.application()).isEqualTo(before);
        assertThat(history.fold(GREEN, EventSamples.adopted(Slot.B))).isInstanceOf(Void.class);
        assertThat(history.application()).isEqualTo(before);
    }

    @Test
    void whatBatonDeploysIsNotAdopted() {
        history.syncing(BLUE, Slot.A);
        assertThat(history.fold(GREEN, EventSamples.adopted(Slot.B))).isInstanceOf(Void.class);
        assertThat(history.fold(BLUE, EventSamples.adopted(Slot.A))).isInstanceOf(Void.class);
    }

    @Test
    void anAdoptedApplicationIsReadAsItWasWritten() throws IOException {
        history.then(BLUE, EventSamples.adopted(Slot.A));
        var json = BatonJson.mapper().writeValueAsString(history.application());
        assertThat(BatonJson.mapper().readValue(json, Application.class)).isEqualTo(history.application());
    }

    @Test
    void theSwitchMakesTheOldOneTheStandby() {
        history.live(BLUE, Slot.A).probation(GREEN, Slot.B);
        assertThat(history.stage(GREEN)).isInstanceOf(Probation.class);
        assertThat(history.stage(BLUE)).isInstanceOf(Standby.class);
        assertThat(history.application().live()).map(Deployment::id).contains(GREEN);
        assertThat(history.application().standby()).map(Deployment::id).contains(BLUE);
        assertThat(history.application().epoch()).isEqualTo(2);
    }

    @Test
    void aRollbackRestoresTheStandbyAndKeepsTheOther() {
        history.live(BLUE, Slot.A).live(GREEN, Slot.B);
        history.then(BLUE, history.rollback(Slot.A)).then(GREEN, rolledBack(3));
        assertThat(history.stage(BLUE)).isEqualTo(new Live(3));
        assertThat(history.stage(GREEN))
                .isInstanceOfSatisfying(
                        Standby.class, s -> assertThat(s.rolledBack()).isTrue());
        assertThat(history.application().standby())
                .as("a rolled-back one is no way back")
                .isEmpty();
        history.then(GREEN, new DeployFailed("2", "rolled back"));
        assertThat(history.fold(GREEN, history.rollback(Slot.B))).isInstanceOf(Void.class);
    }

    @Test
    void aRollbackDuringProbationTakesTheSameWay() {
        history.live(BLUE, Slot.A).probation(GREEN, Slot.B);
        history.then(BLUE, history.rollback(Slot.A)).then(GREEN, rolledBack(3));
        assertThat(history.application().live()).map(Deployment::id).contains(BLUE);
    }

    @Test
    void aRolledBackOneIsPromotedAgainOnlyWithFreshProof() {
        history.live(BLUE, Slot.A).live(GREEN, Slot.B);
        history.then(BLUE, history.rollback(Slot.A)).then(GREEN, rolledBack(3));
        assertThat(history.fold(GREEN, history.promote(Slot.B))).isInstanceOf(Void.class);

        history.then(GREEN, history.complete()).then(GREEN, history.dataVerified());
        history.then(GREEN, history.promote(Slot.B)).then(GREEN, history.switched(Slot.B));
        assertThat(history.application().live()).map(Deployment::id).contains(GREEN);
        assertThat(history.stage(BLUE))
                .isInstanceOfSatisfying(
                        Standby.class, s -> assertThat(s.rolledBack()).isFalse());
    }

    @Test
    void aStandbyLosesItsProofs() {
        history.live(BLUE, Slot.A).live(GREEN, Slot.B);
        history.then(BLUE, history.complete()).then(BLUE, history.dataVerified());
        assertThat(((Standby) history.stage(BLUE)).provenAt(history.now())).isTrue();
        history.then(BLUE, mismatch());
        assertThat(((Standby) history.stage(BLUE)).provenAt(history.now())).isFalse();
        history.then(BLUE, history.dataVerified()).then(BLUE, lost());
        assertThat(((Standby) history.stage(BLUE)).provenAt(history.now())).isFalse();
    }

    @Test
    void aStandbyIsLostAndRestoredAndNothingElseIs() {
        history.live(BLUE, Slot.A);
        assertThat(history.fold(BLUE, new StandbyLost("HTTP 500"))).isInstanceOf(Void.class);
        history.live(GREEN, Slot.B);
        assertThat(history.fold(BLUE, new StandbyRestored())).isInstanceOf(Void.class);

        history.then(BLUE, new StandbyLost("HTTP 500"));
        assertThat(lostAt(BLUE)).isPresent();
        assertThat(history.fold(BLUE, new StandbyLost("HTTP 500"))).isInstanceOf(Void.class);
        history.then(BLUE, new StandbyRestored());
        assertThat(lostAt(BLUE)).isEmpty();

        history.then(BLUE, new StandbyLost("HTTP 500"))
                .then(BLUE, history.rollback(Slot.A))
                .then(GREEN, rolledBack(3));
        assertThat(lostAt(BLUE)).as("of what serves").isEmpty();
    }

    @Test
    void aSwitchOverALiveInProbationIsPossibleForAStandby() {
        history.live(BLUE, Slot.A).probation(GREEN, Slot.B);
        history.then(BLUE, history.complete()).then(BLUE, history.dataVerified());
        history.then(BLUE, history.promote(Slot.A)).then(BLUE, history.switched(Slot.A));
        assertThat(history.stage(GREEN)).isInstanceOf(Standby.class);
    }

    @Test
    void readinessIsALease() {
        history.verified(GREEN, Slot.A);
        var verified = (Verified) history.stage(GREEN);
        assertThat(verified.provenAt(history.now())).isTrue();
        assertThat(verified.provenAt(history.now().plus(History.LEASE).plusSeconds(5)))
                .isFalse();

        history.later(History.LEASE).then(GREEN, history.complete()).then(GREEN, history.dataVerified());
        assertThat(((Verified) history.stage(GREEN)).provenAt(history.now())).isTrue();
        history.then(GREEN, lost());
        assertThat(history.stage(GREEN)).isEqualTo(new Syncing());
    }

    @Test
    void aProofFromBeforeItWasLostIsVoid() {
        history.synced(GREEN, Slot.A);
        var old = history.complete();
        history.then(GREEN, history.complete());
        history.later(Duration.ofSeconds(5)).then(GREEN, lost());
        assertThat(history.fold(GREEN, old)).isInstanceOf(Void.class);
        assertThat(history.stage(GREEN)).isEqualTo(new Syncing());
    }

    @Test
    void aVerificationFromBeforeItWasReadyIsVoid() {
        history.synced(GREEN, Slot.A);
        var old = history.dataVerified();
        history.later(Duration.ofSeconds(5)).then(GREEN, lost()).then(GREEN, history.complete());
        assertThat(history.fold(GREEN, old)).isInstanceOf(Void.class);
        assertThat(history.stage(GREEN)).isInstanceOf(Synced.class);
    }

    @Test
    void nothingIsSwitchedToWithoutProofUnlessForced() {
        history.syncing(GREEN, Slot.A);
        assertThat(history.fold(GREEN, history.promote(Slot.A))).isInstanceOf(Void.class);
        assertThat(history.application().epoch()).isZero();
        history.then(GREEN, history.force(Slot.A));
        assertThat(history.stage(GREEN)).isInstanceOf(Switching.class);

        var other = new History().synced(GREEN, Slot.A);
        assertThat(other.fold(GREEN, other.promote(Slot.A))).isInstanceOf(Void.class);
        other.then(GREEN, other.force(Slot.A)).then(GREEN, new SwitchFailed(1, "it did not answer", Optional.empty()));
        assertThat(other.stage(GREEN)).isInstanceOf(Synced.class);
    }

    @Test
    void aFailedSwitchLeavesThingsAsTheyWereAndEndsAfterThree() {
        history.live(BLUE, Slot.A).verified(GREEN, Slot.B);
        for (var attempt = 1; attempt <= Lifecycle.MOST_FAILED_SWITCHES; attempt++) {
            assertThat(history.stage(GREEN)).isInstanceOf(Verified.class);
            history.then(GREEN, history.promote(Slot.B));
            history.then(GREEN, new SwitchFailed(history.application().epoch(), "no answer", Optional.of(BLUE)));
            assertThat(history.application().live()).map(Deployment::id).contains(BLUE);
        }
        assertThat(history.stage(GREEN)).isInstanceOf(Failed.class);
    }

    @Test
    void aStaleOrDoubledIntentionIsVoid() {
        history.live(BLUE, Slot.A).verified(GREEN, Slot.B);
        var intention = history.promote(Slot.B);
        history.then(GREEN, intention);
        assertThat(history.fold(GREEN, intention)).isInstanceOf(Void.class);
        history.then(GREEN, new SwitchFailed(2, "no answer", Optional.of(BLUE)));
        assertThat(history.fold(GREEN, intention)).as("its epoch is used up").isInstanceOf(Void.class);
        assertThat(history.fold(GREEN, new SwitchFailed(2, "no answer", Optional.of(BLUE))))
                .isInstanceOf(Void.class);
        assertThat(history.fold(GREEN, history.switched(Slot.B))).isInstanceOf(Void.class);
        assertThat(history.fold(GREEN, new SwitchConfirmed(2, 1))).isInstanceOf(Void.class);
    }

    @Test
    void outcomesOfAnotherEpochAreVoid() {
        history.live(BLUE, Slot.A).switching(GREEN, Slot.B);
        assertThat(history.fold(GREEN, new SwitchFailed(7, "old", Optional.of(BLUE))))
                .isInstanceOf(Void.class);
        assertThat(history.stage(GREEN)).isInstanceOf(Switching.class);
    }

    @Test
    void whatOneOfSeveralRoutersSaysCountsDuringItsSwitchAndMovesNothing() {
        history.live(BLUE, Slot.A).verified(GREEN, Slot.B);
        assertThat(history.fold(GREEN, new RouteProven("edge-1", 2, PROOF)))
                .as("before the switch")
                .isInstanceOf(Void.class);
        history.then(GREEN, history.promote(Slot.B));
        var switching = history.application();
        history.then(GREEN, new RouteProven("edge-1", 2, PROOF)).then(GREEN, new RouteRefused("edge-2", 2, "test"));
        assertThat(history.application()).isEqualTo(switching);
        assertThat(history.fold(GREEN, new RouteProven("edge-1", 1, PROOF))).isInstanceOf(Void.class);
        assertThat(history.fold(BLUE, new RouteProven("edge-1", 2, PROOF))).isInstanceOf(Void.class);
    }

    @Test
    void keepsWhatEachRouterProvedInTheProof() throws IOException {
        var proof = PROOF.by(List.of(SwitchProof.OfNode.of("edge-1", PROOF)));
        var mapper = BatonJson.mapper();
        assertThat(mapper.readValue(mapper.writeValueAsBytes(proof), SwitchProof.class))
                .isEqualTo(proof);
        assertThat(mapper.writeValueAsString(PROOF)).doesNotContain("nodes");
    }

    @Test
    void aRaceBetweenRetiringAndRollingBackIsDecidedByTheLog() {
        history.live(BLUE, Slot.A).live(GREEN, Slot.B).later(Duration.ofDays(2));
        var lost = history.rollback(Slot.A);
        history.then(BLUE, RETIRE);
        assertThat(history.fold(BLUE, lost)).isInstanceOf(Void.class);

        var other = new History().live(BLUE, Slot.A).live(GREEN, Slot.B).later(Duration.ofDays(2));
        other.then(BLUE, other.rollback(Slot.A));
        assertThat(other.fold(BLUE, RETIRE)).isInstanceOf(Void.class);
    }

    @Test
    void onlyWhatDoesNotServeIsRetired() {
        history.live(BLUE, Slot.A).live(GREEN, Slot.B);
        assertThat(history.fold(GREEN, RETIRE)).as("live").isInstanceOf(Void.class);
        assertThat(history.fold(BLUE, RETIRE)).as("inside its hold time").isInstanceOf(Void.class);
        history.then(BLUE, new RetireStarted("its slot is needed", Optional.of(THIRD)))
                .then(BLUE, new InstanceRetired("its slot is needed"));
        assertThat(history.stage(BLUE)).isEqualTo(new Retired());
        assertThat(history.application().freeSlots()).contains(Slot.A);
    }

    static Stream<LifecycleEvent> failures() {
        return Stream.of(
                new GreenFailed("exit code 3", Optional.of(3), List.of()),
                new SyncStalled("no progress", EventSamples.NOON, Optional.empty(), Optional.empty()),
                mismatch(),
                new DeployAborted("ada", "wrong branch"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureBeforeTheSwitchEndsTheDeployment(LifecycleEvent failure) {
        for (var begin : List.<UnaryOperator<History>>of(
                h -> h.starting(GREEN, Slot.B),
                h -> h.syncing(GREEN, Slot.B),
                h -> h.synced(GREEN, Slot.B),
                h -> h.verified(GREEN, Slot.B))) {
            var one = begin.apply(new History().live(BLUE, Slot.A));
            var before = one.stage(GREEN);
            if (one.fold(GREEN, failure) instanceof Void) {
                assertThat(before.name() + " " + failure.getClass().getSimpleName())
                        .isIn("Starting SyncStalled", "Starting DataMismatch", "Syncing DataMismatch");
                continue;
            }
            one.then(GREEN, new DeployFailed("2", "it failed"));
            assertThat(one.application().deployment(GREEN).orElseThrow().outcome())
                    .contains(Deployment.Outcome.FAILED);
            one.then(GREEN, RETIRE).then(GREEN, new InstanceRetired("failed"));
            assertThat(one.application().live()).map(Deployment::id).contains(BLUE);
        }
    }

    @Test
    void aFailureAfterTheSwitchDoesNotEndWhatServes() {
        history.live(BLUE, Slot.A);
        failures().forEach(failure -> {
            assertThat(history.fold(BLUE, failure)).isInstanceOf(Void.class);
            assertThat(history.stage(BLUE)).isInstanceOf(Live.class);
        });
    }

    @Test
    void oneDeploymentIsInProgressAtATime() {
        history.syncing(BLUE, Slot.A);
        assertThat(history.fold(GREEN, EventSamples.accepted("2", Slot.B))).isInstanceOf(Void.class);
        assertThat(history.fold(BLUE, EventSamples.accepted("2", Slot.B))).isInstanceOf(Void.class);
    }

    @Test
    void aTakenSlotIsNotGivenTwice() {
        history.live(BLUE, Slot.A);
        assertThat(history.fold(GREEN, EventSamples.accepted("2", Slot.A))).isInstanceOf(Void.class);
    }

    @Test
    void exitsAreCountedOnce() {
        history.live(BLUE, Slot.A);
        var exit = new InstanceExited(Optional.of(1), 1, List.of());
        history.then(BLUE, exit);
        assertThat(history.fold(BLUE, exit)).isInstanceOf(Void.class);
        assertThat(history.application().live()).map(Deployment::exits).contains(1);
    }

    @Test
    void whatARunPrintedIsForgottenWithItsEnd() {
        history.live(BLUE, Slot.A).then(BLUE, new LogMatched("done", 1));
        assertThat(history.application().live())
                .get()
                .satisfies(live -> assertThat(live.logMatchedAt()).isPresent());
        assertThat(history.fold(BLUE, new LogMatched("done", 1))).isInstanceOf(Void.class);

        history.then(BLUE, new InstanceExited(Optional.of(1), 1, List.of()));
        assertThat(history.application().live())
                .get()
                .satisfies(live -> assertThat(live.logMatchedAt()).isEmpty());
        assertThat(history.fold(BLUE, new LogMatched("done", 1))).isInstanceOf(Void.class);
        history.then(BLUE, new LogMatched("done", 2));
    }

    @Test
    void everyEventTwiceIsTheSameAsOnce() {
        history.live(BLUE, Slot.A).verified(GREEN, Slot.B);
        var once = history.application();
        for (var event : List.<LifecycleEvent>of(
                EventSamples.accepted("2", Slot.B), new SwitchConfirmed(1, 3), history.promote(Slot.B))) {
            var first = once.after(history.envelope(GREEN, event)).application();
            var envelope = history.envelope(GREEN, event);
            assertThat(first.after(envelope).application()).isEqualTo(first);
        }
    }

    @Test
    void isTheSameAfterAStoreHasKeptIt() throws IOException {
        history.live(BLUE, Slot.A).switching(GREEN, Slot.B);
        var json = BatonJson.mapper().writeValueAsBytes(history.application());
        assertThat(BatonJson.mapper().readValue(json, Application.class)).isEqualTo(history.application());
    }

    private static RolledBack rolledBack(long epoch) {
        return new RolledBack(BLUE, Slot.A, epoch, "wrong balances", false, PROOF);
    }

    private Optional<Instant> lostAt(DeploymentId id) {
        return history.application().deployment(id).orElseThrow().lostAt();
    }

    private static ReadinessLost lost() {
        return new ReadinessLost("412 blocks behind", Optional.empty(), Optional.empty());
    }

    private static DataMismatch mismatch() {
        return new DataMismatch("hashes", 100, 1, List.of());
    }
}
