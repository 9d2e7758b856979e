package dev.baton.syncmonitor.domain.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.syncmonitor.domain.sampling.AgreedTip.Answer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreedTipTest {

    @Test
    void takesTheMedianSoThatOneSourceCannotMoveIt() {
        assertThat(AgreedTip.NONE.agree(heights(100, 9, 101))).isEqualTo(new Reading.Height(100));
        assertThat(AgreedTip.NONE.agree(heights(100, 1_000_000, 101))).isEqualTo(new Reading.Height(101));
    }

    @Test
    void takesTheHigherOfTwoSoThatAStalledOneDoesNotLookLikeTheTip() {
        assertThat(AgreedTip.NONE.agree(heights(100, 200))).isEqualTo(new Reading.Height(200));
    }

    @Test
    void neverFallsBelowWhatWasAgreedBefore() {
        var after = AgreedTip.NONE.after(new Reading.Height(500));

        assertThat(after.agree(heights(400))).isEqualTo(new Reading.Height(500));
        assertThat(after.agree(heights(501))).isEqualTo(new Reading.Height(501));
    }

    @Test
    void goesOnWithThoseThatAnswer() {
        var answers =
                List.of(new Answer("one", new Reading.Unknown("no answer")), new Answer("two", new Reading.Height(7)));

        assertThat(AgreedTip.NONE.agree(answers)).isEqualTo(new Reading.Height(7));
    }

    @Test
    void isUnknownWithEveryReasonWhenNoneAnswers() {
        var answers = List.of(
                new Answer("one", new Reading.Unknown("refused")), new Answer("two", new Reading.Unknown("slow")));
        var remembered = AgreedTip.NONE.after(new Reading.Height(7));

        assertThat(remembered.agree(answers)).isEqualTo(new Reading.Unknown("one: refused; two: slow"));
        assertThat(remembered.after(remembered.agree(answers))).isEqualTo(remembered);
    }

    private static List<Answer> heights(long... heights) {
        return Arrays.stream(heights)
                .mapToObj(height -> new Answer("source", new Reading.Height(height)))
                .toList();
    }
}
