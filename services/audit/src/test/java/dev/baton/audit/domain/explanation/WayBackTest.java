package dev.baton.audit.domain.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.audit.Deploys;
import dev.baton.audit.domain.chain.Place;
import dev.baton.audit.domain.trail.LatestProgress;
import dev.baton.deployment.Application;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.RolledBack;
import dev.baton.events.StandbyLost;
import dev.baton.events.StandbyRestored;
import dev.baton.events.SwitchStarted;
import dev.baton.model.Slot;
import dev.baton.model.SwitchProof;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WayBackTest {

    private static final Deploys INDEXER = Deploys.of("indexer");
    private static final Instant REPLACED =
            Deploys.NOON.plus(Duration.ofHours(1)).plusSeconds(63);
    private static final LatestProgress SAMPLE =
            new LatestProgress(INDEXER.progress(1, 7_000, 998).event(), new Place("baton.sync-progress.v1", 0, 7));

    @Test
    void isOpenAsLongAsTheStandbyIsKeptAndCanServe() {
        var application = folded(twoDeployed());
        var standby = application.standby().orElseThrow();

        assertThat(wayBack(application))
                .contains(new WayBack.Open(
                        standby, REPLACED.plus(standby.descriptor().standby().keep()), Optional.of(SAMPLE)));
    }

    @Test
    void isLostWithTheStandbyAndOpenAgainWithIt() {
        var events = twoDeployed();
        events.add(INDEXER.event(1, 8_000, new StandbyLost("not healthy for 6 s: HTTP 500")));
        var lost = folded(events);
        events.add(INDEXER.event(1, 8_060, new StandbyRestored()));

        assertThat(wayBack(lost))
                .hasValueSatisfying(way -> assertThat(way).isInstanceOfSatisfying(WayBack.Lost.class, told -> {
                    assertThat(told.since()).isEqualTo(Deploys.NOON.plusSeconds(8_000));
                    assertThat(told.reason()).isEqualTo("HTTP 500");
                }));
        assertThat(wayBack(folded(events)))
                .hasValueSatisfying(way -> assertThat(way).isInstanceOf(WayBack.Open.class));
    }

    @Test
    void isNoneWithoutAVersionThatServedBefore() {
        assertThat(wayBack(folded(INDEXER.completed(1))))
                .contains(new WayBack.None("no version that served before is kept"));
    }

    @Test
    void isNotAskedForBeforeTheFirstSwitchAndWhileTheTrafficIsMoved() {
        assertThat(wayBack(folded(INDEXER.completed(1).subList(0, 4)))).isEmpty();
        var events = new ArrayList<>(INDEXER.completed(1));
        events.addAll(INDEXER.completed(2).subList(0, 5));
        assertThat(wayBack(folded(events))).isEmpty();
    }

    @Test
    void doesNotLeadToWhatWasItselfRolledBack() {
        var events = twoDeployed();
        events.add(INDEXER.event(
                1,
                8_000,
                new SwitchStarted(
                        SwitchStarted.Kind.ROLLBACK,
                        Optional.of(INDEXER.id(2)),
                        Slot.A,
                        3,
                        "ada",
                        "wrong balances",
                        Optional.empty())));
        events.add(INDEXER.event(
                2,
                8_001,
                new RolledBack(
                        INDEXER.id(1),
                        Slot.A,
                        3,
                        "wrong balances",
                        false,
                        new SwitchProof(8, 2, Deploys.NOON.plusSeconds(8_001), 150))));

        assertThat(wayBack(folded(events)))
                .contains(new WayBack.None("version v2 was itself rolled back and has to be promoted"));
    }

    private static Optional<WayBack> wayBack(Application application) {
        return WayBack.of(application, Optional.of(SAMPLE), Optional.of("HTTP 500"));
    }

    private static List<Envelope<LifecycleEvent>> twoDeployed() {
        var events = new ArrayList<>(INDEXER.completed(1));
        events.addAll(INDEXER.completed(2));
        return events;
    }

    private static Application folded(List<Envelope<LifecycleEvent>> events) {
        var application = Application.unknown(INDEXER.application());
        for (var event : events) {
            application = application.after(event).application();
        }
        return application;
    }
}
