package dev.baton.syncmonitor.domain.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.sampling.AgreedTip.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three sources of a chain with a block each two seconds, of which the first tells three blocks too many. */
class HoldTest {

    private static final long SILENT = -1;
    private static final Terms TERMS = new Terms(
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            true,
            Optional.of(Duration.ofSeconds(2)));

    private Series series = Series.START;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void tellsOfAReplacedBlockThatNeverWas() {
        for (var block = 100; block < 103; block++) {
            look(block + 3L, block, block);
        }
        look(106, 103, SILENT);
        assertThat(series.agreed().highest()).contains(106L);
        look(List.of(replaced(106), height("b", 103), height("c", SILENT)));
        assertThat(series.hold().below()).isEqualTo(108);
    }

    @Test
    void fallsToWhatIsDeepForAMajorityThatHasGoneOnSince() {
        assertThat(look(107, 104, 104)).containsExactly("tip: blocks were replaced; nothing is decided below 108");
        assertThat(look(108, 105, 105)).containsExactly("tip: blocks were replaced; nothing is decided below 107");
        assertThat(look(109, 106, 106)).containsExactly("tip: blocks were replaced; nothing is decided below 107");
        assertThat(look(110, 107, 107)).isEmpty();
    }

    @Test
    void staysForThoseThatHaveNotGoneOn() {
        look(107, 104, 103);
        look(108, 105, 103);
        look(109, 105, 103);

        assertThat(series.hold().below()).isEqualTo(108);
    }

    @Test
    void staysForWhoHasGoneOnBesideALiar() {
        look(107, 104, SILENT);
        look(108, 105, SILENT);
        look(109, 106, SILENT);

        assertThat(series.hold().below()).isEqualTo(108);
    }

    @Test
    void countsAnewFromEachBlockThatIsReplaced() {
        look(List.of(height("a", 107), replaced(104, "b"), height("c", 104)));
        look(108, 105, 105);

        assertThat(series.hold().below()).isEqualTo(108);
    }

    private List<String> look(long... heights) {
        var answers = new ArrayList<Answer>();
        for (var height : heights) {
            answers.add(height(Character.toString('a' + answers.size()), height));
        }
        return look(answers);
    }

    private List<String> look(List<Answer> answers) {
        now = now.plusSeconds(2);
        var observation = series.observe(new Look(now, new Reading.Height(100), answers, Optional.empty()), TERMS);
        series = observation.next();
        return observation.sample().unknown();
    }

    private static Answer replaced(long height) {
        return replaced(height, "a");
    }

    private static Answer replaced(long height, String source) {
        return new Answer(source, new Reading.Height(height, Optional.empty(), true));
    }

    private static Answer height(String source, long height) {
        return new Answer(source, height == SILENT ? new Reading.Unknown("it is silent") : new Reading.Height(height));
    }
}
