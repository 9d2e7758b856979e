package dev.baton.audit.domain.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.codec.BatonJson;
import dev.baton.model.EventId;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnansweredTest {

    private final Unanswered.Asked first = request("1", "queue");
    private final Unanswered.Asked second = request("2", "supersede");

    @Test
    void keepsWhatIsAskedUntilItIsAnswered() throws IOException {
        var both = Unanswered.NONE.asked(first).asked(second);

        assertThat(both.requests())
                .extracting(Unanswered.Asked::version, Unanswered.Asked::whileBusy)
                .containsExactly(tuple("1", "queue"), tuple("2", "supersede"));
        assertThat(both.answered(first.request()).requests())
                .extracting(Unanswered.Asked::request)
                .containsExactly(second.request());
        var json = BatonJson.mapper().writeValueAsBytes(both);
        assertThat(BatonJson.mapper().readValue(json, Unanswered.class)).isEqualTo(both);
    }

    @Test
    void anAnswerThatIsReadBeforeItsRequestCounts() {
        var early = Unanswered.NONE.answered(first.request());

        assertThat(early.asked(first)).isEqualTo(Unanswered.NONE);
        assertThat(early.asked(second).requests()).hasSize(1);
    }

    @Test
    void doesNotGrowWithoutBound() {
        var all = Unanswered.NONE;
        for (var i = 0; i < 2 * Unanswered.MOST; i++) {
            var request = request("v" + i, "queue");
            all = all.asked(request).answered(new EventId("never asked " + i));
        }
        assertThat(all.requests()).hasSize(Unanswered.MOST);
        assertThat(all.requests().getLast().version()).isEqualTo("v" + (2 * Unanswered.MOST - 1));
        assertThat(all.answeredEarly()).hasSize(Unanswered.MOST);
    }

    private static Unanswered.Asked request(String version, String whileBusy) {
        return new Unanswered.Asked(
                new EventId("request " + version), Optional.empty(), version, "ci", Instant.EPOCH, whileBusy);
    }
}
