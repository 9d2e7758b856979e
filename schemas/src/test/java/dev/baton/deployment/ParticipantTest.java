package dev.baton.deployment;

import static dev.baton.events.EventSamples.APPLICATION;
import static dev.baton.events.EventSamples.GREEN;
import static dev.baton.events.EventSamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.events.Envelope;
import dev.baton.events.EventSamples;
import dev.baton.events.GreenStarted;
import dev.baton.events.Request;
import dev.baton.events.RequestRejected;
import dev.baton.events.RollbackRequested;
import dev.baton.model.Address;
import dev.baton.model.Slot;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParticipantTest {

    private static final URI SELF = URI.create("/baton/test");
    private static final String START = "start green";

    /** Refuses every request, and starts what is to be started. */
    private final Participant<String> participant = new Participant<>(situation -> {
        var refusals = situation.unanswered().stream()
                .<Envelope<?>>map(request -> request.leadsTo(
                        SELF, Optional.empty(), situation.now(), new RequestRejected(request.type(), List.of("no"))))
                .toList();
        var starting = situation.application().inProgress().stream()
                .filter(d -> d.stage() instanceof Stage.Starting)
                .map(d -> START)
                .toList();
        return new Decision<>(refusals, starting);
    });

    private final Envelope<? extends Request> request =
            Envelope.first(SELF, APPLICATION, Optional.empty(), NOON, new RollbackRequested("ada", Optional.empty()));
    private final Envelope<?> accepted =
            Envelope.first(SELF, APPLICATION, Optional.of(GREEN), NOON, EventSamples.accepted("1", Slot.A));

    @Test
    void onlyFoldsWhileHistoryIsReplayed() {
        assertThat(participant.on(request, NOON).isNothing()).isTrue();
        assertThat(participant.on(accepted, NOON).isNothing()).isTrue();
        assertThat(participant.tick(NOON)).isEmpty();
        assertThat(participant.replayed(NOON)).singleElement().satisfies(decision -> {
            assertThat(decision.events()).hasSize(1);
            assertThat(decision.effects()).containsExactly(START);
        });
    }

    @Test
    void whatHistoryAnsweredStaysAnswered() {
        var answer = request.leadsTo(SELF, Optional.empty(), NOON, new RequestRejected(request.type(), List.of("no")));
        participant.on(answer, NOON);
        participant.on(request, NOON);
        assertThat(participant.replayed(NOON)).isEmpty();
        assertThat(participant.on(request, NOON).isNothing())
                .as("it came twice")
                .isTrue();
    }

    @Test
    void waitsUntilItsOwnEventIsReadBack() {
        participant.replayed(NOON);
        var answer = participant.on(request, NOON).events().getFirst();
        assertThat(participant.on(accepted, NOON).isNothing()).isTrue();
        assertThat(participant.tick(NOON)).isEmpty();
        assertThat(participant.on(answer, NOON).effects()).containsExactly(START);
    }

    @Test
    void showsAnEffectTheSituationOnlyWhereNothingIsOnItsWay() {
        assertThat(participant.settled(APPLICATION, NOON)).as("replaying").isEmpty();
        participant.replayed(NOON);
        assertThat(participant.settled(APPLICATION, NOON))
                .hasValueSatisfying(it -> assertThat(it.unanswered()).isEmpty());

        var answer = participant.on(request, NOON).events().getFirst();
        assertThat(participant.settled(APPLICATION, NOON)).as("not read back").isEmpty();
        participant.on(answer, NOON);
        assertThat(participant.settled(APPLICATION, NOON)).isPresent();
    }

    @Test
    void decidesAgainWhenItsEventCouldNotBePublished() {
        participant.replayed(NOON);
        var answer = participant.on(request, NOON).events().getFirst();
        participant.unpublished(answer);
        assertThat(participant.tick(NOON))
                .singleElement()
                .satisfies(decision -> assertThat(decision.events().getFirst().id())
                        .as("the same id as before")
                        .isEqualTo(answer.id()));
    }

    @Test
    void handsOutAnEffectOnceUntilItIsFinished() {
        participant.replayed(NOON);
        assertThat(participant.on(accepted, NOON).effects()).containsExactly(START);
        assertThat(participant.tick(NOON)).isEmpty();

        Envelope<?> started =
                accepted.leadsTo(SELF, Optional.of(GREEN), NOON, new GreenStarted(Address.loopback(18_101), NOON));
        participant.finished(APPLICATION, START, List.of(started));
        assertThat(participant.tick(NOON)).as("its outcome is on its way").isEmpty();
        assertThat(participant.on(started, NOON).effects()).isEmpty();
    }

    @Test
    void handsOutAnEffectAgainThatEndedWithoutOutcome() {
        participant.replayed(NOON);
        participant.on(accepted, NOON);
        participant.finished(APPLICATION, START, List.of());
        assertThat(participant.tick(NOON))
                .singleElement()
                .satisfies(decision -> assertThat(decision.effects()).containsExactly(START));
    }

    @Test
    void readsHistoryAnewAfterARestart() {
        participant.replayed(NOON);
        participant.on(accepted, NOON);
        participant.restart();
        assertThat(participant.application(APPLICATION)).isEqualTo(Application.unknown(APPLICATION));
        participant.on(accepted, NOON);
        assertThat(participant.replayed(NOON))
                .as("the effect is still under way")
                .isEmpty();
        assertThat(participant.applications())
                .singleElement()
                .satisfies(a -> assertThat(a.deployments()).hasSize(1));
    }
}
