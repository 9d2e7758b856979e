package dev.baton.bench.readiness.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.SyncProgress;
import dev.baton.model.ApplicationName;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttendanceTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Attendance attendance = new Attendance();

    @Test
    void findsTheLongestTimeWithoutASampleOfEachApplicationFromTheBeginningToTheEnd() {
        List.of(3, 13, 24, 90).forEach(second -> sample("regular", second, List.of()));
        sample("late", 20, List.of());

        assertThat(attendance.withoutSample(List.of("regular", "late", "never"), START, START.plusSeconds(30)))
                .containsExactly(Duration.ofSeconds(11), Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void countsWhatLacksSomethingAndHowLateAnAssessmentIs() {
        sample("one", 1, List.of("tip: silent"));
        sample("one", 2, List.of());
        assess("one", 2, 5);
        assess("one", 9, 10);

        assertThat(attendance.incomplete()).isEqualTo(1);
        assertThat(attendance.samples()).isEqualTo(2);
        assertThat(attendance.delays(START)).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(3));
        assertThat(attendance.delays(START.plusSeconds(3))).containsExactly(Duration.ofSeconds(1));
        assertThat(attendance.assessed(2)).isEqualTo(1);
        assertThat(attendance.assessed(3)).isZero();
        assertThat(attendance.withoutAssessment(List.of("one"), START, START.plusSeconds(10)))
                .containsExactly(Duration.ofSeconds(7));
    }

    private void sample(String application, int second, List<String> unknown) {
        see(
                application,
                second,
                new SyncProgress(
                        second,
                        START.plusSeconds(second),
                        Optional.of(1L),
                        Optional.of(1L),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        unknown));
    }

    private void assess(String application, int second, int saidAt) {
        see(
                application,
                saidAt,
                new ReadinessAssessed(
                        START.plusSeconds(second),
                        false,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private void see(String application, int second, Event event) {
        attendance.saw(Envelope.first(
                URI.create("/test"),
                new ApplicationName(application),
                Optional.empty(),
                START.plusSeconds(second),
                event));
    }
}
