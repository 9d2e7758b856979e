package dev.baton.syncmonitor.domain.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.TipReading;
import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeriesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Terms TERMS = new Terms(
            2,
            Duration.ofMillis(2_500),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(60));

    @Test
    void countsSamplesAndMeasuresTheLag() {
        var first = Series.START.observe(look(0, 90, 100), TERMS);
        var second = first.next().observe(look(1, 95, 100), TERMS);

        assertThat(second.sample().sequence()).isEqualTo(2);
        assertThat(second.sample().lag()).contains(5L);
        assertThat(second.sample().unknown()).isEmpty();
        assertThat(second.sample().healthy()).isTrue();
    }

    @Test
    void tellsRateAndTimeLeftOnceThereIsATrend() {
        var series = Series.START;
        for (var second = 0; second < 5; second++) {
            series = series.observe(look(second, 10L * second, 1_000), TERMS).next();
        }
        var sample = series.observe(look(5, 50, 1_000), TERMS).sample();

        assertThat(sample.blocksPerSecond()).contains(10.0);
        assertThat(sample.eta()).contains(Duration.ofMillis(94_800));
    }

    @Test
    void tellsWhatEachSourceSaidTheHashOfTheTipAndBetweenWhatTimesItIsReached() {
        var series = Series.START;
        for (var second = 0; second < 9; second++) {
            series = series.observe(look(second, (second < 4 ? 20L : 10L) * second, 1_000), TERMS)
                    .next();
        }
        var tips = List.of(
                new AgreedTip.Answer("node", new Reading.Height(1_000, Optional.of("0xab"), false)),
                new AgreedTip.Answer("mute", new Reading.Unknown("slow")),
                new AgreedTip.Answer("other", new Reading.Height(999)));
        var look = new Look(START.plusSeconds(9), new Reading.Height(90), tips, Optional.empty());
        var sample = series.observe(look, TERMS).sample();

        assertThat(sample.sources())
                .containsExactly(
                        new TipReading("node", Optional.of(1_000L), Optional.empty(), Optional.empty()),
                        new TipReading("mute", Optional.empty(), Optional.empty(), Optional.of("slow")),
                        new TipReading("other", Optional.of(999L), Optional.empty(), Optional.empty()));
        assertThat(sample.tipHash()).contains("0xab");
        assertThat(sample.etaRange())
                .hasValueSatisfying(range -> assertThat(range.soonest())
                        .isLessThanOrEqualTo(sample.eta().orElseThrow()));
    }

    @Test
    void isNotHeldByTheReplacementOfBlocksThatAreDeepAlready() {
        var tips = List.of(
                new AgreedTip.Answer("a", new Reading.Height(104)),
                new AgreedTip.Answer("b", new Reading.Height(104)),
                new AgreedTip.Answer("c", new Reading.Height(102)));
        var series = Series.START
                .observe(new Look(START, new Reading.Height(104), tips, Optional.empty()), TERMS)
                .next();
        var late = List.of(
                new AgreedTip.Answer("a", new Reading.Height(104)),
                new AgreedTip.Answer("b", new Reading.Height(104)),
                new AgreedTip.Answer("c", new Reading.Height(104, Optional.of("0xab"), true)));
        var look = new Look(START.plusSeconds(1), new Reading.Height(104), late, Optional.empty());

        assertThat(series.observe(look, TERMS).sample().unknown()).isEmpty();
    }

    @Test
    void doesNotKnowAHeightThatFellAndComparesTheNextOneWithIt() {
        var fallen = Series.START.observe(look(0, 100, 100), TERMS).next().observe(look(1, 40, 100), TERMS);
        var grown = fallen.next().observe(look(2, 41, 100), TERMS);

        assertThat(fallen.sample().height()).isEmpty();
        assertThat(fallen.sample().unknown()).singleElement().asString().contains("fell from 100 to 40");
        assertThat(grown.sample().height()).contains(41L);
    }

    @Test
    void saysWhatIsMissingAndWhy() {
        var look = new Look(
                START,
                new Reading.Unknown("refused"),
                List.of(new AgreedTip.Answer("node", new Reading.Unknown("slow"))),
                Optional.of("status 503"));
        var sample = Series.START.observe(look, TERMS).sample();

        assertThat(sample.unknown()).containsExactly("height: refused", "tip: node: slow", "health: status 503");
        assertThat(sample.healthy()).isFalse();
        assertThat(sample.height()).isEmpty();
        assertThat(sample.eta()).isEmpty();
    }

    @Test
    void looksMoreSeldomFarFromTheTipAndAtTheIntervalNearIt() {
        assertThat(pauseAfter(1_000_000)).isEqualTo(Duration.ofSeconds(10));
        assertThat(pauseAfter(450)).isEqualTo(Duration.ofMillis(4_480));
        assertThat(pauseAfter(60)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void looksMoreOftenAsTheTimePassesInWhichTheTipShouldBeReachedThoughNobodyTellsIt() {
        var series = closingIn(450);

        assertThat(series.pause(START.plusSeconds(25), TERMS)).isEqualTo(Duration.ofMillis(2_480));
        assertThat(series.pause(START.plusSeconds(600), TERMS)).isEqualTo(Duration.ofSeconds(1));
        assertThat(series.pause(START.minusSeconds(600), TERMS)).isEqualTo(Duration.ofMillis(4_480));
    }

    @Test
    void looksExactlyWhenTheStabilityTimeIsOver() {
        var series = Series.START;
        for (var second = 0; second < 3; second++) {
            series = series.observe(look(second, 100 + second, 100 + second), TERMS)
                    .next();
        }

        assertThat(series.pause(START.plusSeconds(2), TERMS)).isEqualTo(Duration.ofMillis(501));
        assertThat(series.pause(START.plusSeconds(3), TERMS)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void decidesNothingUntilReplacedBlocksAreOldEnoughToBeVerified() {
        var series = Series.START.observe(look(0, 100, 100), TERMS).next();
        var other = new Reading.Height(100, Optional.of("0xab"), true);
        var replaced = new Look(
                START.plusSeconds(1),
                new Reading.Height(100),
                List.of(new AgreedTip.Answer("node", other)),
                Optional.empty());
        var reorganised = series.observe(replaced, TERMS);
        var young = reorganised.next().observe(look(2, 101, 101), TERMS);
        var old = young.next().observe(look(3, 102, 102), TERMS);

        assertThat(reorganised.sample().unknown()).containsExactly("tip: node has replaced blocks that it told");
        assertThat(young.sample().unknown()).containsExactly("tip: blocks were replaced; nothing is decided below 102");
        assertThat(old.sample().unknown()).isEmpty();
    }

    @Test
    void decidesNothingWhereTheSourcesGoOnWithoutABlockThatTheInstanceHasHadForLong() {
        var series = Series.START;
        for (var second = 0; second < 4; second++) {
            series = series.observe(look(second, 100 + second, 100 + second), TERMS)
                    .next();
        }
        var early = series.observe(look(4, 105, 103), TERMS).next();
        var heardLater = early.observe(look(5, 105, 105), TERMS).next().observe(look(6, 106, 105), TERMS);
        assertThat(heardLater.sample().unknown()).isEmpty();

        var apart = early.observe(look(5, 105, 103), TERMS).next().observe(look(6, 105, 104), TERMS);
        var reached = apart.next().observe(look(7, 106, 106), TERMS);
        var verifiable = reached.next().observe(look(8, 107, 107), TERMS);
        assertThat(apart.sample().unknown())
                .containsExactly(
                        "tip: the sources have gone on and do not tell block 105, which the instance has had for long");
        assertThat(reached.sample().unknown())
                .containsExactly("tip: blocks were replaced; nothing is decided below 107");
        assertThat(verifiable.sample().unknown()).isEmpty();
    }

    @Test
    void knowsInAnotherProcessThatASourceCatchesUpByThePaceThatItHadBefore() {
        var terms = new Terms(
                2,
                Duration.ofMillis(2_500),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                Duration.ofSeconds(60),
                true,
                Optional.empty());
        var before = Series.START;
        for (var second = 0; second < 9; second++) {
            before = before.observe(look(second, 100 + second, 100 + second), terms)
                    .next();
        }
        var resumed = before.resumed(START.plusSeconds(9));
        for (var second = 9; second < 15; second++) {
            var height = 108 + 10L * (second - 8);
            var observation = resumed.observe(look(second, height, height), terms);
            resumed = observation.next();

            assertThat(observation.sample().unknown())
                    .singleElement()
                    .asString()
                    .contains("it catches up itself");
        }
        assertThat(resumed.sequence()).isEqualTo(15);
    }

    @Test
    void remembersInAnotherProcessBelowWhichTipNothingIsDecided() {
        var replaced = new Look(
                START.plusSeconds(1),
                new Reading.Height(100),
                List.of(new AgreedTip.Answer("node", new Reading.Height(100, Optional.of("0xab"), true))),
                Optional.empty());
        var before = Series.START.observe(look(0, 100, 100), TERMS).next();
        var held = before.observe(replaced, TERMS).next();

        assertThat(held.outdates(before)).isTrue();
        assertThat(held.resumed(START.plusSeconds(2))
                        .observe(look(2, 101, 101), TERMS)
                        .sample()
                        .unknown())
                .containsExactly("tip: blocks were replaced; nothing is decided below 102");
    }

    @Test
    void isKeptEachMinute() {
        var kept = Series.START.observe(look(0, 100, 100), TERMS).next();

        assertThat(kept.outdates(Series.START)).isTrue();
        assertThat(kept.observe(look(60, 100, 100), TERMS).next().outdates(kept))
                .isFalse();
        assertThat(kept.observe(look(61, 100, 100), TERMS).next().outdates(kept))
                .isTrue();
        assertThat(kept.observe(look(-61, 100, 100), TERMS).next().outdates(kept))
                .isTrue();
    }

    @Test
    void isForgottenAfterAnHour() {
        var kept = Series.START.observe(look(0, 100, 100), TERMS).next();

        assertThat(kept.resumed(START.plus(Duration.ofMinutes(60))).sequence()).isEqualTo(1);
        assertThat(kept.resumed(START.plus(Duration.ofMinutes(61)))).isEqualTo(Series.START);
        assertThat(kept.resumed(START.minus(Duration.ofMinutes(61)))).isEqualTo(Series.START);
        assertThat(Series.START.resumed(START)).isEqualTo(Series.START);
    }

    @Test
    void waitsLongerWithEachFailureWithinABound() {
        var series = Series.START;
        var silent = new Look(START, new Reading.Unknown("refused"), List.of(), Optional.empty());
        var pauses = new ArrayList<Long>();
        for (var failure = 0; failure < 7; failure++) {
            series = series.observe(silent, TERMS).next();
            pauses.add(series.pause(START, TERMS).toSeconds());
        }

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 10L, 10L, 10L);
        assertThat(series.observe(look(9, 100, 100), TERMS).next().failures()).isZero();
    }

    /** The pause when the lag shrinks by ten blocks a second and stands there. */
    private static Duration pauseAfter(long lag) {
        return closingIn(lag).pause(START.plusSeconds(5), TERMS);
    }

    private static Series closingIn(long lag) {
        var series = Series.START;
        for (var second = 0; second <= 5; second++) {
            series = series.observe(look(second, 10L * second, lag + 50), TERMS).next();
        }
        return series;
    }

    private static Look look(int second, long height, long tip) {
        return new Look(
                START.plusSeconds(second),
                new Reading.Height(height),
                List.of(new AgreedTip.Answer("node", new Reading.Height(tip))),
                Optional.empty());
    }
}
