package dev.baton.syncmonitor.domain.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.sampling.AgreedTip.Agreement;
import dev.baton.syncmonitor.domain.sampling.AgreedTip.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgreedTipTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long SILENT = -1;
    private static final Terms CHAIN = new Terms(
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            true,
            Optional.empty());
    private static final Terms STILL = new Terms(
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1));

    private AgreedTip tip = AgreedTip.NONE;
    private Instant now = START;

    @Test
    void takesTheMedianSoThatOneSourceCannotMoveIt() {
        assertThat(still(100, 9, 101).tip()).isEqualTo(new Reading.Height(101));
        assertThat(still(101, 1_000_000, 102).tip()).isEqualTo(new Reading.Height(102));
    }

    @Test
    void doesNotKnowWhichOfTwoIsRight() {
        assertThat(unknown(still(100, 200))).isEqualTo("no 2 of 2 sources agree; a: 100; b: 200");
    }

    @Test
    void isUnknownWithEveryReasonWithoutAMajority() {
        assertThat(unknown(still(100, SILENT, SILENT)))
                .isEqualTo("only 1 of 3 sources count, 2 must; a: 100; b: it is silent; c: it is silent");
        assertThat(unknown(still(SILENT))).isEqualTo("a: it is silent");
        assertThat(unknown(still())).isEqualTo("the descriptor names no tip source");
    }

    @Test
    void isUnknownWhereAllFellBelowWhatWasAgreed() {
        still(500);

        assertThat(unknown(still(400))).isEqualTo("a: it fell from 500 to 400");
        assertThat(unknown(still(400))).contains("the tip fell from 500");
        assertThat(still(501).tip()).isEqualTo(new Reading.Height(501));
    }

    @Test
    void neverFallsWithAProviderThatAsksItsNodesByTurnsOfWhichOneIsFarBehind() {
        var highest = 0L;
        for (var block = 20_000L; block < 20_040; block++) {
            var answer = block % 2 == 0 ? block : block - 10_000;
            if (chain(answer, block, block).tip() instanceof Reading.Height agreed) {
                assertThat(agreed.value()).isGreaterThanOrEqualTo(highest).isEqualTo(block);
                highest = agreed.value();
            }
        }
        assertThat(highest).isEqualTo(20_039);
    }

    @Test
    void doesNotTakeAProviderByItselfAtItsWordThatAsksItsNodesByTurnsOfWhichOneIsFarBehind() {
        for (var block = 20_000L; block < 20_040; block++) {
            chain(block);
        }
        for (var block = 20_040L; block < 20_060; block++) {
            var behind = chain(block - 10_000).tip();
            assertThat(behind).isInstanceOf(Reading.Unknown.class);
            chain(block);
        }
    }

    @Test
    void provesNothingBeforeTheChainWasSeenToGrow() {
        assertThat(unknown(chain(100))).isEqualTo("a: it was not seen to advance yet");
        chain(101);
        chain(102);

        assertThat(chain(103).tip()).isEqualTo(new Reading.Height(103));
    }

    @Test
    void leavesOutWhoStandsStillForThreeBlockIntervals() {
        for (var block = 100; block < 110; block++) {
            chain(block, block, block);
        }
        for (var block = 110; block < 113; block++) {
            assertThat(chain(109, block, block).judged().getFirst().leftOut()).isEmpty();
        }
        var judged = chain(109, 113, 113).judged();

        assertThat(judged.getFirst().leftOut())
                .contains("it has not advanced for 4000 ms, more than 3000 ms, 3 block intervals");
        assertThat(judged.get(1).leftOut()).isEmpty();
    }

    @Test
    void isUnknownWhenAllStandStill() {
        for (var block = 100; block < 110; block++) {
            chain(block, block, block);
        }
        for (var second = 0; second < 3; second++) {
            assertThat(chain(109, 109, 109).tip()).isInstanceOf(Reading.Height.class);
        }

        assertThat(unknown(chain(109, 109, 109))).startsWith("only 0 of 3 sources count, 2 must");
        assertThat(chain(120, 120, 109).tip()).isInstanceOf(Reading.Unknown.class);
        assertThat(chain(121, 121, 109).tip()).isInstanceOf(Reading.Unknown.class);
        assertThat(chain(122, 122, 109).tip()).isEqualTo(new Reading.Height(122));
    }

    @Test
    void doesNotCountWhoCatchesUpItself() {
        for (var block = 100; block < 110; block++) {
            chain(block);
        }

        assertThat(unknown(chain(150))).isEqualTo("a: it rose from 109 to 150 at once: it catches up itself");
        assertThat(unknown(chain(151)))
                .isEqualTo("a: it came to 151 after it had stood still or caught up, and was not seen to go on yet");
        assertThat(chain(152).tip()).isEqualTo(new Reading.Height(152));
    }

    @Test
    void countsWhoWaitedForTheChainAfterItHadCaughtUpAndWentOnWithIt() {
        for (var block = 100; block < 110; block++) {
            chain(block);
        }
        chain(150);

        assertThat(unknown(chain(150)))
                .isEqualTo("a: it came to 150 after it had stood still or caught up, and was not seen to go on yet");
        assertThat(chain(151).tip()).isEqualTo(new Reading.Height(151));
    }

    @Test
    void doesNotCountWhoGoesOnByMoreThanABlockAfterItStoodStill() {
        for (var block = 100; block < 110; block++) {
            chain(block);
        }
        for (var second = 0; second < 10; second++) {
            chain(109);
        }

        assertThat(unknown(chain(112))).isEqualTo("a: it rose from 109 to 112 at once: it catches up itself");
    }

    @Test
    void countsWhoGoesOnAfterAPauseOfTheChainFromTheSecondBlockOn() {
        for (var block = 100; block < 110; block++) {
            chain(block);
        }
        for (var second = 0; second < 10; second++) {
            chain(109);
        }

        assertThat(unknown(chain(110)))
                .isEqualTo("a: it came to 110 after it had stood still or caught up, and was not seen to go on yet");
        assertThat(chain(111).tip()).isEqualTo(new Reading.Height(111));
    }

    @Test
    void countsWhoComesByOneBlockToWhereAnotherGoesOn() {
        for (var block = 100; block < 110; block++) {
            chain(block, block, block);
        }
        chain(109, 110, SILENT);
        chain(109, 110, SILENT);
        chain(109, 111, SILENT);
        assertThat(unknown(chain(109, 111, SILENT))).contains("a: it has not advanced");

        assertThat(chain(110, 111, SILENT).tip()).isEqualTo(new Reading.Height(111));
    }

    @Test
    void isSureForHalfAsLongOfAPaceThatFewBlocksHaveShown() {
        for (var block = 100; block < 103; block++) {
            for (var second = 0; second < 10; second++) {
                chain(block);
            }
        }
        for (var second = 0; second < 15; second++) {
            assertThat(chain(103).tip()).isEqualTo(new Reading.Height(103));
        }

        assertThat(unknown(chain(103)))
                .isEqualTo(
                        "a: it has not advanced for 15000 ms, more than 14250 ms, as long as is sure after so few blocks");
    }

    @Test
    void countsAtOnceWhoHasGoneOnWhileThoseThatAgreedStoodStill() {
        for (var block = 100; block < 110; block++) {
            chain(block, block, block, block, block);
        }
        chain(111, 111, 109, 109, 109);
        assertThat(chain(113, 113, 109, 109, 109).tip()).isEqualTo(new Reading.Height(109));
        assertThat(chain(113, 113, 110, 109, 109).tip()).isEqualTo(new Reading.Height(110));

        assertThat(chain(113, 113, 112, 109, 109).tip()).isEqualTo(new Reading.Height(113));
    }

    @Test
    void beginsAnewWithWhoHadToldMoreThanTheOthersAndTellsLess() {
        for (var block = 100; block < 110; block++) {
            chain(block + 4, block, block);
        }
        assertThat(unknown(chain(111, SILENT, 110))).contains("a: it fell from 113 to 111", "c: 110");

        chain(112, SILENT, 111);
        assertThat(chain(113, SILENT, 112).tip()).isEqualTo(new Reading.Height(113));
    }

    @Test
    void takesForAttestedWhatWasAgreedOnOrTwoHaveTold() {
        chain(100, 100, 100);
        chain(101, 102, 103);
        assertThat(tip.attested()).isEqualTo(102);

        tip = AgreedTip.NONE;
        chain(107);
        assertThat(tip.attested()).isEqualTo(107);
        assertThat(AgreedTip.NONE.attested()).isZero();
    }

    @Test
    void remembersThatABlockWasReplacedUntilItsSourceCounts() {
        chain(100);
        now = now.plusSeconds(1);
        var turned = tip.agree(List.of(new Answer("a", new Reading.Height(101, Optional.empty(), true))), now, CHAIN);
        tip = turned.next();

        assertThat(turned.replaced()).isEmpty();
        assertThat(chain(102).replaced()).isEmpty();
        assertThat(chain(103).replaced()).containsExactly(new AgreedTip.Replaced("a", 100));
        assertThat(chain(104).replaced()).isEmpty();
    }

    @Test
    void takesForReplacedNoHigherBlockThanItsSourceToldLast() {
        for (var block = 100; block < 111; block++) {
            chain(block, block, block);
        }
        chain(110, 111, 111);
        chain(108, 112, 112);
        now = now.plusSeconds(1);
        var back = new Reading.Height(113, Optional.empty(), true);
        var others = new Reading.Height(113);
        var answers = List.of(new Answer("a", back), new Answer("b", others), new Answer("c", others));

        assertThat(tip.agree(answers, now, CHAIN).replaced()).containsExactly(new AgreedTip.Replaced("a", 108));
    }

    @Test
    void doesNotCountWhoComesBackFromALongSilenceBeforeItGoesOn() {
        for (var block = 100; block < 110; block++) {
            chain(block);
        }
        for (var second = 0; second < 5; second++) {
            chain(SILENT);
        }

        assertThat(unknown(chain(115)))
                .isEqualTo("a: it came to 115 after it had stood still or caught up, and was not seen to go on yet");
        assertThat(chain(115).tip()).isInstanceOf(Reading.Unknown.class);
        assertThat(chain(116).tip()).isEqualTo(new Reading.Height(116));
    }

    @Test
    void countsWhoComesBackFromAShortSilence() {
        for (var block = 100; block < 110; block++) {
            chain(block);
        }
        chain(SILENT);

        assertThat(chain(111).tip()).isEqualTo(new Reading.Height(111));
    }

    @Test
    void countsTheAgeFromTheEarliestTimeWhereLooksAreFarApart() {
        for (var block = 100; block < 110; block++) {
            chain(block);
        }
        now = now.plusSeconds(9);

        assertThat(unknown(chain(112))).contains("it has not advanced for 7000 ms");
    }

    @Test
    void knowsNoAgesAfterTheClockWentBack() {
        for (var block = 100; block < 110; block++) {
            chain(block);
        }
        now = now.minusSeconds(5);

        assertThat(unknown(chain(109))).contains("not seen to advance");
        assertThat(chain(110).tip()).isEqualTo(new Reading.Height(110));
    }

    @Test
    void tellsOfAReorganisationOnlyWhoCountedBefore() {
        for (var block = 100; block < 105; block++) {
            chain(block);
        }
        now = now.plusSeconds(1);
        var other = new Reading.Height(105, Optional.of("0xab"), true);
        var agreement = tip.agree(List.of(new Answer("a", other)), now, CHAIN);

        assertThat(agreement.replaced()).containsExactly(new AgreedTip.Replaced("a", 104));
        assertThat(agreement.tip()).isEqualTo(new Reading.Height(105, Optional.of("0xab"), false));
        assertThat(AgreedTip.NONE
                        .agree(List.of(new Answer("a", other)), now, CHAIN)
                        .replaced())
                .isEmpty();
    }

    @Test
    void doesNotTakeTheHasteOfOneForThePaceOfAllWhereTheOthersBeginAnew() {
        for (var block = 100; block < 107; block++) {
            every(12, CHAIN, block, block, block);
        }
        assertThat(tip.interval()).contains(Duration.ofSeconds(12));

        for (var block = 40; block < 44; block++) {
            every(1, CHAIN, block, 50, 50);
        }
        assertThat(tip.interval()).contains(Duration.ofSeconds(12));
    }

    @Test
    void learnsNothingFromTheStepAfterAJump() {
        now = now.minusSeconds(5);
        for (var block = 100; block < 103; block++) {
            every(6, CHAIN, block, block, block);
        }
        for (var block = 103; block < 109; block++) {
            every(6, CHAIN, 102, block, block);
        }
        look(CHAIN, 109, 109, 109);
        look(CHAIN, 110, 110, 110);
        every(6, CHAIN, 111, 111, 111);
        now = now.plusSeconds(4);

        assertThat(look(CHAIN, 111, 111, 111).judged().getFirst().leftOut()).isEmpty();
    }

    @Test
    void knowsAChainThatBurstsAndThenIdlesByTheIntervalThatTheDescriptorTells() {
        var told = new Terms(
                CHAIN.tolerance(),
                CHAIN.stableFor(),
                CHAIN.interval(),
                CHAIN.stallAfter(),
                CHAIN.deadline(),
                CHAIN.lease(),
                true,
                Optional.of(Duration.ofSeconds(12)));
        for (var block = 100; block < 105; block++) {
            look(told, block);
        }

        assertThat(every(35, told, 104).tip()).isEqualTo(new Reading.Height(104));
        assertThat(unknown(every(2, told, 104)))
                .isEqualTo("a: it has not advanced for 37000 ms, more than 36000 ms, 3 block intervals");
    }

    @Test
    void contradictsABlockOnlyByMoreThanHaveToldIt() {
        for (var block = 100; block < 105; block++) {
            every(12, CHAIN, block, block, block);
        }
        var had = now;
        every(12, CHAIN, 105, 106, 105);
        every(12, CHAIN, 105, 107, 106);
        assertThat(tip.isContradicted(107, had)).isTrue();
        assertThat(tip.isContradicted(106, had)).isFalse();
        assertThat(tip.isContradicted(107, now)).isFalse();
    }

    private Agreement every(int seconds, Terms terms, long... heights) {
        now = now.plusSeconds(seconds - 1L);
        return look(terms, heights);
    }

    private Agreement chain(long... heights) {
        return look(CHAIN, heights);
    }

    private Agreement still(long... heights) {
        return look(STILL, heights);
    }

    private Agreement look(Terms terms, long... heights) {
        now = now.plusSeconds(1);
        var answers = new ArrayList<Answer>();
        for (var height : heights) {
            var name = Character.toString('a' + answers.size());
            answers.add(new Answer(
                    name, height == SILENT ? new Reading.Unknown("it is silent") : new Reading.Height(height)));
        }
        var agreement = tip.agree(answers, now, terms);
        tip = agreement.next();
        return agreement;
    }

    private static String unknown(Agreement agreement) {
        assertThat(agreement.tip()).isInstanceOf(Reading.Unknown.class);
        return ((Reading.Unknown) agreement.tip()).reason();
    }
}
