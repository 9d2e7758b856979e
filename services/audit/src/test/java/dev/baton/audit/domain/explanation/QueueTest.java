package dev.baton.audit.domain.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.audit.Deploys;
import dev.baton.deployment.Application;
import dev.baton.deployment.Folded;
import dev.baton.events.DeployAborted;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.Paused;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QueueTest {

    private static final Deploys INDEXER = Deploys.of("indexer");

    @Test
    void waitsForTheOneInProgress() {
        assertThat(awaited(Stream.of(INDEXER.accepted(1)))).isEqualTo("the end of version v1 (Starting)");
    }

    @Test
    void waitsForASlotThatIsHeldOrCleared() {
        assertThat(awaited(deployed(3)))
                .isEqualTo("slot a, which version v1 keeps until 2026-03-02T13:01:03Z (standby.yields would end that)");
        assertThat(awaited(Stream.concat(deployed(3), Stream.of(INDEXER.event(3, 400, new Paused("ada", "fork"))))))
                .contains("13:01:03Z, or longer, for the application is paused");

        var aborted = Stream.concat(
                deployed(2),
                Stream.of(INDEXER.accepted(3), INDEXER.event(3, 1, new DeployAborted("ann", "wrong branch"))));
        assertThat(awaited(aborted)).isEqualTo("a slot that is being cleared");
    }

    @Test
    void waitsForNothingWhereASlotIsFree() {
        assertThat(Queue.awaited(folded(deployed(2)))).isEmpty();
    }

    private static Stream<Envelope<LifecycleEvent>> deployed(int count) {
        return Stream.iterate(1, number -> number <= count, number -> number + 1)
                .map(INDEXER::completed)
                .flatMap(List::stream);
    }

    private static String awaited(Stream<Envelope<LifecycleEvent>> events) {
        return Queue.awaited(folded(events)).orElseThrow();
    }

    private static Application folded(Stream<Envelope<LifecycleEvent>> events) {
        return events.reduce(
                Application.unknown(INDEXER.application()),
                (application, event) ->
                        application.after(event) instanceof Folded.Accepted(var next) ? next : application,
                (_, later) -> later);
    }
}
