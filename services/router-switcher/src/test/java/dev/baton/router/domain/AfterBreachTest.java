package dev.baton.router.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Participant;
import dev.baton.deployment.Stage;
import dev.baton.events.Envelope;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import dev.baton.router.Story;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AfterBreachTest {

    private static final ApplicationName NAME = new ApplicationName("indexer");
    private static final DeploymentId FIRST = DeploymentId.of("01980000-0000-7000-8000-000000000001");
    private static final DeploymentId SECOND = DeploymentId.of("01980000-0000-7000-8000-000000000002");
    private static final Story STORY = new Story(NAME, 8080, List.of(9001, 9002, 9003), "automatic", "1m");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant OVER = NOON.plusSeconds(60);
    private static final String REASON = "its instance ended by itself 3 times";

    /** It decides nothing: only what it has read is looked at. */
    private final Participant<RouterEffect> participant = new Participant<>(RouteDecisions::decide);

    @Test
    void goesBackToTheStandby() {
        secondInProbation();
        assertThat(after(SECOND, true, OVER))
                .isInstanceOfSatisfying(
                        AfterBreach.GoBack.class,
                        back -> assertThat(back.intention().event().kind()).isEqualTo(SwitchStarted.Kind.ROLLBACK));
    }

    @Test
    void aFirstVersionsProbationEndsInTimeWithTheBreachOnRecord() {
        STORY.untilLive(FIRST, Slot.A, 1, NOON).forEach(this::read);

        assertThat(after(FIRST, true, OVER.minusMillis(1)))
                .isEqualTo(new AfterBreach.WatchOn("there is no standby to go back to"));
        assertThat(after(FIRST, false, OVER)).as("another router leads").isInstanceOf(AfterBreach.WatchOn.class);
        assertThat(after(FIRST, true, OVER)).isInstanceOfSatisfying(AfterBreach.End.class, end -> {
            assertThat(end.confirmed().event())
                    .isEqualTo(new SwitchConfirmed(
                            1, 7, List.of("a query"), Optional.of(REASON + "; there is no standby to go back to")));
            assertThat(after(FIRST, true, OVER)).as("again").isEqualTo(end);
            read(end.confirmed());
        });
        assertThat(application().live().map(Deployment::stage)).contains(new Stage.Live(1));
    }

    @Test
    void aWayBackThatFailsAgainAndAgainIsNotTriedForEver() {
        secondInProbation();
        for (var epoch = 3; epoch <= 5; epoch++) {
            var back = after(SECOND, true, NOON);
            assertThat(back).isInstanceOf(AfterBreach.GoBack.class);
            read(((AfterBreach.GoBack) back).intention());
            read(STORY.about(FIRST, NOON, new SwitchFailed(epoch, "no answer", Optional.of(SECOND))));
        }

        assertThat(after(SECOND, true, NOON)).isInstanceOf(AfterBreach.WatchOn.class);
        assertThat(after(SECOND, true, OVER)).isInstanceOfSatisfying(AfterBreach.End.class, end -> {
            assertThat(end.confirmed().event().breach())
                    .hasValueSatisfying(breach ->
                            assertThat(breach).contains(REASON, "the way back to version 1.0 has failed 3 times"));
            read(end.confirmed());
        });
        assertThat(application().live().map(Deployment::stage)).contains(new Stage.Live(2));
    }

    private void secondInProbation() {
        STORY.untilLive(FIRST, Slot.A, 1, NOON).forEach(this::read);
        read(STORY.about(FIRST, NOON, new SwitchConfirmed(1, 60)));
        STORY.untilVerified(SECOND, Slot.B, NOON).forEach(this::read);
        var from = Optional.of(FIRST);
        read(STORY.about(
                SECOND,
                NOON,
                new SwitchStarted(SwitchStarted.Kind.PROMOTE, from, Slot.B, 2, "ada", "test", Optional.empty())));
        read(STORY.about(
                SECOND,
                NOON,
                new Switched(from, Slot.B, 2, new SwitchProof(20, 12, NOON, 100), OVER, Optional.empty())));
    }

    private AfterBreach after(DeploymentId id, boolean leads, Instant now) {
        var live = application().deployment(id).orElseThrow();
        return AfterBreach.of(
                application(),
                live,
                REASON,
                new AfterBreach.Watched(7, List.of("a query")),
                (Stage.Probation) live.stage(),
                leads,
                now);
    }

    private Application application() {
        return participant.application(NAME);
    }

    private void read(Envelope<?> event) {
        participant.on(event, NOON);
    }
}
