package dev.baton.deployer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deployer.domain.HealthProbe.Health;
import dev.baton.deployer.domain.InstanceHost.Observation;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.StandbyLost;
import dev.baton.events.StandbyRestored;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandbyCareTest {

    private static final Observation RUNS = new Observation.Running(1, Scene.START);

    private final Scene scene = new Scene().live(1, "1.0").live(2, "2.0");
    private Health health = new Health.Healthy();
    private final StandbyCare care = new StandbyCare((_, _) -> health);
    private Instant now = Scene.START.plusSeconds(3600);

    @Test
    void aStandbyThatAnswersIsNotWorthAWord() {
        assertThat(look(1, RUNS)).isEmpty();
        assertThat(later(60, RUNS)).isEmpty();
    }

    @Test
    void tellsAfterFiveSecondsThatTheStandbyCannotServeAndOnce() {
        health = new Health.Unhealthy("HTTP 500");
        assertThat(look(1, RUNS)).isEmpty();
        assertThat(later(4, RUNS)).isEmpty();
        assertThat(later(1, RUNS)).contains(new StandbyLost("not healthy for 5 s: HTTP 500"));
        happened(new StandbyLost("not healthy for 5 s: HTTP 500"));
        assertThat(later(60, RUNS)).isEmpty();
    }

    @Test
    void tellsItOfAStandbyThatDoesNotRunAtAllAsWell() {
        assertThat(look(1, new Observation.Absent())).isEmpty();
        assertThat(later(5, new Observation.Absent()))
                .contains(new StandbyLost("not healthy for 5 s: its instance does not run"));
    }

    @Test
    void aGapThatEndsIsForgotten() {
        health = new Health.Unhealthy("HTTP 500");
        look(1, RUNS);
        health = new Health.Healthy();
        assertThat(later(4, RUNS)).isEmpty();
        health = new Health.Unhealthy("HTTP 500");
        assertThat(later(4, RUNS)).isEmpty();
    }

    @Test
    void tellsThatTheWayBackIsOpenAgainAndCanLoseItAgain() {
        happened(new StandbyLost("HTTP 500"));
        var lost = Facts.of(Scene.SHOP, scene.deployment(1), now, new StandbyLost("again"));
        assertThat(later(1, RUNS)).contains(new StandbyRestored());
        happened(new StandbyRestored());
        assertThat(later(1, RUNS)).isEmpty();
        assertThat(Facts.of(Scene.SHOP, scene.deployment(1), now, new StandbyLost("again"))
                        .id())
                .as("the second loss is an event of its own")
                .isNotEqualTo(lost.id());
    }

    @Test
    void saysNothingOfWhatCannotBeSeenAndOfWhatIsNoStandby() {
        health = new Health.Unhealthy("HTTP 500");
        for (var observed : List.of(new Observation.Unknown("no answer"), new Observation.Unknown("no answer"))) {
            assertThat(later(60, observed)).isEmpty();
        }
        assertThat(look(2, RUNS)).isEmpty();
        now = now.plusSeconds(60);
        assertThat(look(2, RUNS)).isEmpty();
    }

    private Optional<LifecycleEvent> later(int seconds, Observation observed) {
        now = now.plus(Duration.ofSeconds(seconds));
        return look(1, observed);
    }

    private Optional<LifecycleEvent> look(int deployment, Observation observed) {
        return care.look(scene.deployment(deployment), observed, now);
    }

    private void happened(LifecycleEvent event) {
        scene.happened(1, event);
    }
}
