package dev.baton.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentTest {
    private Layout layout = new Layout(Path.of(""));

    @BeforeEach
    void createLayout(@TempDir Path directory) {
        layout = Layout.create(directory);
    }

    @Test
    void areNoneAtFirst() {
        assertThat(Incident.read(layout)).isEmpty();
    }

    @Test
    void areReadInTheOrderInWhichTheyHappened() {
        Incident.append(layout, incident(1));
        Incident.append(layout, incident(2));

        assertThat(Incident.read(layout)).containsExactly(incident(1), incident(2));
    }

    @Test
    void areReadBesideALineThatWasCutOff() throws Exception {
        Incident.append(layout, incident(1));
        Files.writeString(layout.incidents(), "{\"time\":\"2026-\n", StandardOpenOption.APPEND);
        Incident.append(layout, incident(2));

        assertThat(Incident.read(layout)).containsExactly(incident(1), incident(2));
    }

    @Test
    void doNotFillTheDisk() {
        for (int number = 0; number < 1_100; number++) {
            Incident.append(layout, incident(number));
        }

        assertThat(Incident.read(layout)).hasSizeBetween(500, 1_000).endsWith(incident(1_099));
    }

    private static Incident incident(int number) {
        return new Incident(
                Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number), Component.KAFKA, "ended", "kafka.log");
    }
}
