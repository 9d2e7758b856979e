package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.events.DeployAborted;
import dev.baton.events.Envelope;
import dev.baton.events.ExpiryAnnounced;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.Paused;
import dev.baton.events.ReadinessLost;
import dev.baton.events.Resumed;
import dev.baton.events.SwitchFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @Test
    void announcesTheEndADayBeforeAndEndsWhatNobodyPromotes() {
        Scene scene = verified("7d");
        assertThat(said(scene.after(Duration.ofDays(6).minusSeconds(1)))).isEmpty();

        Envelope<?> announced = only(scene.after(Duration.ofSeconds(1)));
        assertThat(announced.event()).isEqualTo(new ExpiryAnnounced(Scene.START.plus(WEEK)));
        assertThat(said(scene)).as("decided again, the same event").containsExactly(announced);
        assertThat(said(scene.read(announced))).as("said once").isEmpty();
        assertThat(said(scene.after(Duration.ofDays(1).minusSeconds(1)))).isEmpty();

        Envelope<?> end = only(scene.after(Duration.ofSeconds(1)));
        assertThat(end.event()).isInstanceOfSatisfying(DeployAborted.class, aborted -> {
            assertThat(aborted.requestedBy()).isEqualTo("/baton/deployer");
            assertThat(aborted.reason()).startsWith("nobody promoted it within 7 d of " + Scene.START);
        });
        scene.read(end).settled();
        assertThat(scene.deployment(1).outcome()).isPresent();
    }

    @Test
    void aQuarterOfAShortTimeIsAnnounced() {
        Scene scene = verified("8s");
        assertThat(said(scene.after(Duration.ofMillis(5999)))).isEmpty();
        assertThat(only(scene.after(Duration.ofMillis(1))).event())
                .isEqualTo(new ExpiryAnnounced(Scene.START.plusSeconds(8)));
    }

    @Test
    void announcesItInTimeAlsoWhereTheDeployerWasAway() {
        Scene scene = verified("7d").after(Duration.ofDays(30));
        assertThat(only(scene).event())
                .isEqualTo(
                        new ExpiryAnnounced(Scene.START.plus(Duration.ofDays(30).plusHours(12))));
    }

    @Test
    void countsFromTheFirstVerificationWhateverCameAfter() {
        Scene scene = verified("7d").after(Duration.ofDays(6));
        scene.happened(1, new ReadinessLost("behind", Optional.empty(), Optional.empty()));
        assertThat(only(scene).event()).isEqualTo(new ExpiryAnnounced(Scene.START.plus(WEEK)));
    }

    @Test
    void leavesAloneWhatIsBeingSwitchedToOrServesAndGoesOnAfterAFailedSwitch() {
        Scene scene = verified("7d").switching(1).after(Duration.ofDays(30));
        assertThat(said(scene)).isEmpty();
        scene.happened(1, new SwitchFailed(1, "no answer", Optional.empty()));
        assertThat(only(scene).event()).isInstanceOf(ExpiryAnnounced.class);

        Scene live = verified("7d").switching(1).switched(1).after(Duration.ofDays(30));
        assertThat(said(live)).isEmpty();
        assertThat(said(live.confirmed(1).settled())).isEmpty();
    }

    @Test
    void nothingEndsDuringAPauseAndItsTimeDoesNotCount() {
        Scene scene = verified("7d").after(Duration.ofDays(6));
        Envelope<?> first = only(scene);
        scene.read(first).after(Duration.ofHours(23)).happened(1, new Paused("ada", "the chain forks"));
        assertThat(said(scene.after(Duration.ofDays(30)))).isEmpty();

        scene.happened(1, new Resumed("ada", "over"));
        Instant over = Scene.START.plus(WEEK).plus(Duration.ofDays(30));
        Envelope<?> anew = only(scene);
        assertThat(anew.event())
                .as("half of the notice at least")
                .isEqualTo(new ExpiryAnnounced(over.plus(Duration.ofHours(11))));
        assertThat(anew.id()).isNotEqualTo(first.id());
        scene.read(anew);

        assertThat(said(scene.after(Duration.ofHours(12).minusSeconds(1)))).isEmpty();
        assertThat(only(scene.after(Duration.ofSeconds(1))).event())
                .isInstanceOfSatisfying(
                        DeployAborted.class,
                        aborted -> assertThat(aborted.reason()).contains("within 7 d", "not counting pauses of 30 d"));
    }

    @Test
    void whatWasNeverVerifiedIsTheSyncDeadlinesBusiness() {
        assertThat(said(new Scene().accepted(1, "1.0").started(1).synced(1).after(Duration.ofDays(30))))
                .isEmpty();
    }

    private static Scene verified(String timeToLive) {
        return new Scene()
                .accepted(1, "1.0", Scene.descriptor(d -> d.putObject("gates").put("timeToLive", timeToLive)))
                .started(1)
                .verified(1);
    }

    private static Envelope<? extends LifecycleEvent> only(Scene scene) {
        List<Envelope<?>> said = said(scene);
        assertThat(said).hasSize(1);
        @SuppressWarnings("unchecked")
        Envelope<? extends LifecycleEvent> event = (Envelope<? extends LifecycleEvent>) said.getFirst();
        return event;
    }

    private static List<Envelope<?>> said(Scene scene) {
        return Deployer.decide(scene.situation()).events();
    }
}
