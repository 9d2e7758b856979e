package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deployment.Participant;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.PauseRequested;
import dev.baton.events.Paused;
import dev.baton.events.RequestRejected;
import dev.baton.events.ResumeRequested;
import dev.baton.events.Resumed;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import dev.baton.router.Story;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What keeps the traffic where it is though a deployment is proven ready. */
class GateDecisionsTest {

    private static final URI SOMEBODY = URI.create("/baton/test");
    private static final ApplicationName NAME = new ApplicationName("indexer");
    private static final DeploymentId FIRST = DeploymentId.of("01980000-0000-7000-8000-000000000001");
    private static final DeploymentId SECOND = DeploymentId.of("01980000-0000-7000-8000-000000000002");
    private static final Story AUTOMATIC = new Story(NAME, 8080, List.of(9001, 9002, 9003), "automatic", "1m");
    private static final Story WINDOW =
            AUTOMATIC.with("\"gates\": {\"windows\": [{\"from\": \"14:00\", \"to\": \"15:00\"}]}");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant TWO = Instant.parse("2026-01-01T14:00:00Z");

    private final Participant<RouterEffect> participant = new Participant<>(RouteDecisions::decide);

    GateDecisionsTest() {
        participant.replayed(NOON);
    }

    @Test
    void promotesByItselfOnceItHasSoaked() {
        var soaking = AUTOMATIC.with("\"gates\": {\"soak\": \"10m\"}");
        assertThat(happen(NOON, soaking.untilVerified(FIRST, Slot.A, NOON))).isEmpty();

        var before = NOON.plus(Duration.ofMinutes(10)).minusMillis(1);
        proveAgain(soaking, before);
        assertThat(participant.tick(before)).isEmpty();
        assertThat(participant.tick(before.plusMillis(1)))
                .singleElement()
                .satisfies(decision -> assertThat(
                                only(decision.events(), SwitchStarted.class).deployment())
                        .contains(FIRST));
    }

    @Test
    void promotesByItselfWhenTheWindowOpensAndOnlyWhatIsProvenThen() {
        assertThat(happen(NOON, WINDOW.untilVerified(FIRST, Slot.A, NOON))).isEmpty();
        assertThat(participant.tick(TWO)).as("its proof ran out").isEmpty();

        assertThat(happen(TWO, WINDOW.caughtUp(FIRST, TWO))).isEmpty();
        only(happen(TWO, WINDOW.verified(FIRST, TWO)), SwitchStarted.class);
    }

    @Test
    void promotesByHandOutsideOfTheWindowOnlyWhereThatIsForced() {
        happen(NOON, WINDOW.untilVerified(FIRST, Slot.A, NOON));

        assertThat(refused(happen(NOON, WINDOW.promote(FIRST, NOON))))
                .containsExactly("no window is open; the next opens at 2026-01-01 14:00 (UTC); wait for that, or force"
                        + " with a reason");
        var forced = only(happen(NOON, WINDOW.force(FIRST, NOON, Optional.of("outage"))), SwitchStarted.class);
        assertThat(forced.event().forced())
                .hasValueSatisfying(by -> assertThat(by.why()).isEqualTo("outage"));
    }

    @Test
    void promotesByHandWhatStillSoaks() {
        var soaking = AUTOMATIC.with("\"gates\": {\"soak\": \"10m\"}");
        happen(NOON, soaking.untilVerified(FIRST, Slot.A, NOON));

        only(happen(NOON, soaking.promote(FIRST, NOON)), SwitchStarted.class);
    }

    @Test
    void aPauseHoldsPromotionsUntilItIsOver() {
        var paused = only(happen(NOON, pause()), Paused.class);
        assertThat(paused.deployment()).isEmpty();
        assertThat(paused.event()).isEqualTo(new Paused("ada", "the chain forks"));
        happen(NOON, paused);

        assertThat(happen(NOON, AUTOMATIC.untilVerified(FIRST, Slot.A, NOON))).isEmpty();
        assertThat(refused(happen(NOON, AUTOMATIC.promote(FIRST, NOON))))
                .singleElement()
                .asString()
                .contains("paused by ada", "the chain forks", "force");

        var resumed = only(happen(NOON, resume(NOON)), Resumed.class);
        only(happen(NOON, resumed), SwitchStarted.class);
    }

    @Test
    void refusesAPauseOfWhatIsPausedAndTheEndOfNone() {
        assertThat(refused(happen(NOON, resume(NOON)))).containsExactly("indexer is not paused");
        happen(NOON, only(happen(NOON, pause()), Paused.class));
        assertThat(refused(happen(NOON, pause()))).singleElement().asString().contains("paused already, by ada");
    }

    @Test
    void takesAPauseHoweverLateAndResumesOnlyInTime() {
        var late = NOON.plus(Duration.ofHours(1));
        happen(late, only(happen(late, pause()), Paused.class));
        assertThat(refused(happen(late, resume(NOON))))
                .singleElement()
                .asString()
                .contains("ask again");
    }

    @Test
    void answersOneAfterTheOtherWhatWasAskedTogether() {
        var again = new Participant<>(RouteDecisions::decide);
        var events = new ArrayList<Envelope<?>>(AUTOMATIC.untilVerified(FIRST, Slot.A, NOON));
        var pause = pause();
        var resume = resume(NOON);
        events.add(pause);
        events.add(resume);
        events.forEach(event -> again.on(event, NOON));

        var first = again.replayed(NOON).getFirst().events();
        assertThat(only(first, Paused.class).cause()).contains(pause.id());
        var second = again.on(first.getFirst(), NOON).events();
        assertThat(only(second, Resumed.class).cause()).contains(resume.id());
        var third = again.on(second.getFirst(), NOON).events();
        only(third, SwitchStarted.class);
    }

    @Test
    void theAnswerIsTheSameAfterACrashAndStaysGiven() {
        var pause = pause();
        var answer = only(happen(NOON, pause), Paused.class);

        participant.restart();
        participant.on(pause, NOON);
        assertThat(participant
                        .replayed(NOON.plusSeconds(9))
                        .getFirst()
                        .events()
                        .getFirst()
                        .id())
                .isEqualTo(answer.id());

        participant.restart();
        participant.on(pause, NOON);
        participant.on(answer, NOON);
        participant.on(answer, NOON);
        assertThat(participant.replayed(NOON.plusSeconds(9))).isEmpty();
        assertThat(participant.application(NAME).paused()).isPresent();
    }

    @Test
    void rollsBackWhileItIsPausedAndFrozen() {
        var frozen = AUTOMATIC.with("\"gates\": {\"freezes\": [{\"from\": \"2026-01-01T13:00\","
                + " \"until\": \"2026-02-01T00:00\", \"reason\": \"holidays\"}]}");
        var from = Optional.of(FIRST);
        participant.restart();
        frozen.untilLive(FIRST, Slot.A, 1, NOON).forEach(event -> participant.on(event, NOON));
        participant.on(AUTOMATIC.about(FIRST, NOON, new SwitchConfirmed(1, 60)), NOON);
        frozen.untilVerified(SECOND, Slot.B, NOON).forEach(event -> participant.on(event, NOON));
        var intention = only(participant.replayed(NOON).getFirst().events(), SwitchStarted.class);
        assertThat(intention.event().from()).isEqualTo(from);
        happen(NOON, intention);
        happen(
                NOON,
                intention.leadsTo(
                        RouteDecisions.SOURCE,
                        Optional.of(SECOND),
                        NOON,
                        new Switched(from, Slot.B, 2, new SwitchProof(20, 12, NOON, 100), TWO, Optional.empty())));
        happen(NOON, only(happen(NOON, pause()), Paused.class));

        assertThat(RouteDecisions.automaticRollback(participant.application(NAME), "sick", TWO))
                .isPresent();
        var back = only(happen(TWO, frozen.rollback(TWO)), SwitchStarted.class);
        assertThat(back.event().kind()).isEqualTo(SwitchStarted.Kind.ROLLBACK);
    }

    private void proveAgain(Story story, Instant time) {
        happen(time, story.caughtUp(FIRST, time));
        happen(time, story.verified(FIRST, time));
    }

    private static Envelope<PauseRequested> pause() {
        return Envelope.first(
                SOMEBODY, NAME, Optional.empty(), NOON, new PauseRequested("ada", Optional.of("the chain forks")));
    }

    private static Envelope<ResumeRequested> resume(Instant time) {
        return Envelope.first(SOMEBODY, NAME, Optional.empty(), time, new ResumeRequested("ada", Optional.empty()));
    }

    private List<Envelope<?>> happen(Instant now, Envelope<?> event) {
        return participant.on(event, now).events();
    }

    private List<Envelope<?>> happen(Instant now, List<Envelope<?>> events) {
        return events.stream().flatMap(event -> happen(now, event).stream()).toList();
    }

    /** Why it was refused; the refusal is read back. */
    private List<String> refused(List<Envelope<?>> events) {
        var refusal = only(events, RequestRejected.class);
        participant.on(refusal, NOON);
        return refusal.event().reasons();
    }

    @SuppressWarnings("unchecked")
    private static <E extends Event> Envelope<E> only(List<? extends Envelope<?>> events, Class<E> kind) {
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.event()).isInstanceOf(kind));
        return (Envelope<E>) events.getFirst();
    }
}
