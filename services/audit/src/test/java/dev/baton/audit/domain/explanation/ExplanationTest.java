package dev.baton.audit.domain.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.audit.Deploys;
import dev.baton.audit.domain.chain.Place;
import dev.baton.audit.domain.trail.LatestVerification;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Hold;
import dev.baton.events.Envelope;
import dev.baton.events.GreenFailed;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.Paused;
import dev.baton.events.RolledBack;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.VerificationProgress;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final Deploys INDEXER = Deploys.of("indexer");
    private static final Place PLACE = new Place("baton.sync-progress.v1", 0, 7);

    @Test
    void saysAtEveryStageWhatItWaitsForAndSinceWhen() {
        var life = INDEXER.completed(1);

        assertThat(waiting(life.subList(0, 1))).hasValueSatisfying(waits -> {
            assertThat(waits.what())
                    .isEqualTo(
                            "its instance to answer http://127.0.0.1:7000/health with 200 within 1 min of its start");
            assertThat(waits.since()).isEqualTo(noon(0));
        });
        assertThat(waiting(life.subList(0, 2))).hasValueSatisfying(waits -> {
            assertThat(waits.what()).isEqualTo("every condition of readiness to hold for 30 s without a break");
            assertThat(waits.since()).isEqualTo(noon(1));
            assertThat(waits.until()).contains(noon(1).plus(Duration.ofHours(48)));
        });
        assertThat(waiting(life.subList(0, 3)))
                .contains(new Waiting("its data to be verified", noon(60), Optional.empty()));
        assertThat(waiting(life.subList(0, 4)))
                .contains(new Waiting("the router-switcher to move the traffic", noon(61), Optional.empty()));
        assertThat(waiting(life.subList(0, 5)))
                .contains(new Waiting("the proof that the traffic has moved, epoch 1", noon(62), Optional.empty()));
        assertThat(waiting(life.subList(0, 6)))
                .contains(new Waiting("the end of its probation", noon(63), Optional.of(noon(363))));
        assertThat(waiting(life)).isEmpty();
    }

    @Test
    void saysWhatHoldsTheVerificationAndSinceWhen() {
        var synced = deployment(INDEXER.completed(1).subList(0, 3));
        var first = LatestVerification.first(told("hashes", Optional.empty()), noon(61), PLACE);
        var held = first.then(told("hashes", Optional.of("the node does not answer")), noon(65), PLACE)
                .then(told("hashes", Optional.of("the node does not answer")), noon(75), PLACE);

        assertThat(explained(synced, Optional.of(first), noon(80)).waiting())
                .contains(new Waiting("its data to be verified", noon(60), Optional.empty()));
        assertThat(explained(synced, Optional.of(held), noon(80)).waiting())
                .contains(new Waiting(
                        "the verification of its data to go on, which is held: the node does not answer",
                        noon(65),
                        Optional.empty()));
    }

    @Test
    void tellsNothingOfAVerificationThatAnEarlierProofCalledFor() {
        var synced = deployment(INDEXER.completed(1).subList(0, 3));
        var old = LatestVerification.first(told("gaps", Optional.of("no answer")), noon(59), PLACE);

        assertThat(explained(synced, Optional.of(old), noon(80)).verification()).isEmpty();
        assertThat(old.then(told("gaps", Optional.empty()), noon(58), PLACE)).isEqualTo(old);
    }

    @Test
    void saysThatAProofRanOut() {
        var verified = deployment(INDEXER.completed(1).subList(0, 4));

        assertThat(explained(verified, Optional.empty(), noon(121)).waiting())
                .contains(new Waiting("its readiness to be proven again", noon(120), Optional.empty()));
    }

    @Test
    void saysWhichGatesAreClosed() {
        var events = new ArrayList<>(INDEXER.completed(1).subList(0, 4));
        events.add(INDEXER.event(1, 61, new Paused("ada", "the chain forks")));
        var application = folded(events);
        var verified = application.deployment(INDEXER.id(1)).orElseThrow();
        var holds = new ArrayList<>(Hold.of(application, verified, noon(62)));
        holds.add(new Hold(Hold.Kind.WINDOW, "no window is open; the next opens at X", Optional.of(noon(90))));

        var explained = Explanation.of(
                INDEXER.application(), verified, holds, Optional.empty(), Optional.empty(), Optional.empty(), noon(62));

        assertThat(explained.holds()).hasSize(2);
        assertThat(explained.waiting().map(Waiting::what))
                .contains("./baton resume indexer: indexer is paused by ada since 2026-03-01T12:01:01Z: the chain"
                        + " forks; and a window: no window is open; the next opens at X");
    }

    @Test
    void saysThatAFailedSwitchIsTriedAgainOnceTheDataIsVerifiedAnew() {
        var events = new ArrayList<>(INDEXER.completed(1).subList(0, 5));
        events.add(INDEXER.event(1, 64, new SwitchFailed(1, "no answer", Optional.empty())));

        assertThat(waiting(events)).hasValueSatisfying(waits -> {
            assertThat(waits.what()).startsWith("its data to be verified anew, because a switch to it failed");
            assertThat(waits.since()).isEqualTo(noon(64));
        });
    }

    @Test
    void saysWhyAFailedOneIsStillThere() {
        var failed = List.of(
                INDEXER.accepted(1),
                INDEXER.event(1, 5, new GreenFailed("exited with code 3", Optional.of(3), List.of())));

        assertThat(waiting(failed).map(Waiting::what))
                .contains("the deployer to retire it, for it has failed: exited with code 3");
    }

    @Test
    void saysHowLongWhatWasRolledBackIsKept() {
        var events = new ArrayList<>(INDEXER.completed(1));
        events.addAll(INDEXER.completed(2).subList(0, 6));
        events.add(INDEXER.event(
                1,
                7_269,
                new SwitchStarted(
                        SwitchStarted.Kind.ROLLBACK,
                        Optional.of(INDEXER.id(2)),
                        Slot.A,
                        3,
                        "router-switcher",
                        "5 % of requests failed",
                        Optional.empty())));
        events.add(INDEXER.event(
                2,
                70,
                new RolledBack(
                        INDEXER.id(1),
                        Slot.A,
                        3,
                        "5 % of requests failed",
                        true,
                        new SwitchProof(8, 2, noon(70), 150))));
        var application = folded(events);

        var rolledBack = application.deployment(INDEXER.id(2)).orElseThrow();
        var explained = Explanation.of(
                INDEXER.application(),
                rolledBack,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                noon(70));

        assertThat(explained.waiting().orElseThrow().what()).contains("until then it can be promoted once");
        assertThat(Explanation.subject(application)).map(Deployment::id).contains(INDEXER.id(1));
    }

    private static VerificationProgress told(String check, Optional<String> held) {
        return new VerificationProgress(check, "source", 10, Optional.of(64L), held);
    }

    private static Optional<Waiting> waiting(List<Envelope<LifecycleEvent>> events) {
        var last = events.getLast().time();
        return explained(deployment(events), Optional.empty(), last).waiting();
    }

    private static Explanation explained(Deployment d, Optional<LatestVerification> verification, Instant now) {
        return Explanation.of(
                INDEXER.application(), d, List.of(), Optional.empty(), Optional.empty(), verification, now);
    }

    private static Deployment deployment(List<Envelope<LifecycleEvent>> events) {
        return folded(events).deployment(INDEXER.id(1)).orElseThrow();
    }

    private static Application folded(List<Envelope<LifecycleEvent>> events) {
        var application = Application.unknown(INDEXER.application());
        for (var event : events) {
            application = application.after(event).application();
        }
        return application;
    }

    private static Instant noon(int second) {
        return Deploys.NOON.plusSeconds(second);
    }
}
