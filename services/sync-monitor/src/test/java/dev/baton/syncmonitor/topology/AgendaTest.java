package dev.baton.syncmonitor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Agenda agenda = new Agenda();

    @Test
    void namesEachOnceWhenItsTimeHasCome() {
        enter("late", 9);
        enter("soon", 3);
        enter("at the same time", 3);

        assertThat(agenda.due(START.plusSeconds(2))).isEmpty();
        assertThat(agenda.due(START.plusSeconds(3))).containsExactlyInAnyOrder("soon", "at the same time");
        assertThat(agenda.due(START.plusSeconds(20))).containsExactly("late");
        assertThat(agenda.due(START.plusSeconds(90))).isEmpty();
    }

    @Test
    void movesWhatBecomesDueEarlierAndLeavesWhatIsPutOff() {
        enter("one", 5);
        enter("one", 50);
        assertThat(agenda.due(START.plusSeconds(5)))
                .as("who finds it early enters it anew")
                .containsExactly("one");

        enter("one", 50);
        enter("one", 6);
        agenda.enter("one", Optional.empty());
        assertThat(agenda.due(START.plusSeconds(6))).containsExactly("one");
        assertThat(agenda.due(START.plusSeconds(50))).isEmpty();
    }

    @Test
    void forgetsWhatIsStruck() {
        enter("one", 1);
        enter("other", 1);
        agenda.strike("one");
        agenda.strike("never entered");
        assertThat(agenda.due(START.plusSeconds(1))).containsExactly("other");

        enter("one", 1);
        agenda.clear();
        assertThat(agenda.due(START.plusSeconds(1))).isEmpty();
    }

    private void enter(String key, int seconds) {
        agenda.enter(key, Optional.of(START.plusSeconds(seconds)));
    }
}
