package dev.baton.deployer.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deployer.adapter.docker.ContainerRecords.Entry;
import dev.baton.deployer.adapter.docker.ContainerView.Health;
import dev.baton.deployer.adapter.docker.ContainerView.Status;
import dev.baton.deployer.domain.InstanceHost.Observation;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class InstanceViewTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void isAbsentWhereNothingIsThereOrEverWas() {
        assertThat(observe(Map.of())).isEqualTo(new Observation.Absent());
    }

    @Test
    void isIncompleteUntilEveryPlaceIsTaken() {
        ContainerView migrating = once(1, 3, Status.RUNNING, 0);
        assertThat(observe(Map.of(), migrating)).isEqualTo(new Observation.Incomplete(1, Optional.empty()));
        assertThat(observe(Map.of(), once(1, 3, Status.ENDED, 0), container("web", 3, 3, Status.RUNNING, 0)))
                .isInstanceOf(Observation.Incomplete.class);
        assertThat(observe(Map.of(), once(1, 2, Status.ENDED, 0), container("web", 2, 2, Status.RUNNING, 0)))
                .isEqualTo(new Observation.Running(1, START));
    }

    @Test
    void migrationThatIsDoneAndGoneIsNotMissed() {
        assertThat(observe(
                        Map.of("migration", new Entry(1, true), "web", new Entry(1, false)),
                        container("web", 2, 2, Status.RUNNING, 0)))
                .isEqualTo(new Observation.Running(1, START));
    }

    @Test
    void healthOfWhatHasRunToItsEndIsNotWaitedFor() {
        ContainerView done = view("migration", 1, 2, true, Status.ENDED, 0, 0, Health.WAITING);
        ContainerView waiting = view("indexer", 2, 2, false, Status.RUNNING, 0, 0, Health.WAITING);

        assertThat(observe(Map.of(), done, container("web", 2, 2, Status.RUNNING, 0)))
                .isEqualTo(new Observation.Running(1, START));
        assertThat(observe(Map.of(), done, waiting))
                .isInstanceOfSatisfying(
                        Observation.Running.class,
                        running -> assertThat(running.waitsFor())
                                .hasValueSatisfying(why -> assertThat(why).contains("the container indexer")));
    }

    @Test
    void runsAreCountedOverAllContainers() {
        ContainerView first = container("indexer", 1, 2, Status.RUNNING, 2);
        ContainerView second = container("web", 2, 2, Status.RUNNING, 1);
        assertThat(observe(Map.of(), first, second))
                .isInstanceOfSatisfying(
                        Observation.Running.class,
                        running -> assertThat(running.run()).isEqualTo(4));
        InstanceView view = new InstanceView(List.of(first, second), Map.of());
        assertThat(view.endedWithout("indexer")).isEqualTo(1);
        assertThat(view.endedWithout("web")).isEqualTo(2);
    }

    @Test
    void whatIsOnRecordAndNotThereWasRemovedByHand() {
        Observation seen = observe(Map.of("indexer", new Entry(2, false)), container("web", 2, 2, Status.RUNNING, 0));
        assertThat(seen).isInstanceOfSatisfying(Observation.Exited.class, exited -> {
            assertThat(exited.run()).isEqualTo(2);
            assertThat(exited.exit().who()).isEqualTo("the container indexer");
            assertThat(exited.exit().how()).contains("removed by hand");
        });
    }

    @Test
    void blamelessEndIsAnInterruption() {
        ContainerView ended = container("web", 1, 1, Status.ENDED, 0);
        InstanceView view = new InstanceView(List.of(ended), Map.of());
        assertThat(view.observe(_ -> true, ContainerView::exit)).isEqualTo(new Observation.Interrupted());
        assertThat(view.observe(_ -> false, ContainerView::exit)).isInstanceOf(Observation.Exited.class);
    }

    @Test
    void failureIsAboutTheContainerThatEnded() {
        InstanceView view = new InstanceView(
                List.of(container("web", 2, 2, Status.RUNNING, 1), container("indexer", 1, 2, Status.ENDED, 0)),
                Map.of());
        assertThat(view.suspect().orElseThrow().name()).isEqualTo("indexer");
    }

    private static Observation observe(Map<String, Entry> records, ContainerView... containers) {
        return new InstanceView(Arrays.asList(containers), records).observe(_ -> false, ContainerView::exit);
    }

    private static ContainerView once(int place, int places, Status status, int code) {
        return view("migration", place, places, true, status, 0, code, Health.NONE);
    }

    private static ContainerView container(String name, int place, int places, Status status, int restarts) {
        return view(name, place, places, false, status, restarts, 1, Health.NONE);
    }

    private static ContainerView view(
            String name, int place, int places, boolean once, Status status, int restarts, int code, Health health) {
        return new ContainerView(
                name,
                name,
                place,
                places,
                once,
                name.equals("web"),
                true,
                1,
                restarts,
                status,
                status == Status.RUNNING ? OptionalInt.empty() : OptionalInt.of(code),
                false,
                Optional.empty(),
                START,
                START,
                health,
                "",
                "");
    }
}
