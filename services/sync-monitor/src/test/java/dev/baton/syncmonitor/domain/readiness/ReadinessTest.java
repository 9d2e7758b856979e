package dev.baton.syncmonitor.domain.readiness;

import static dev.baton.syncmonitor.domain.readiness.Trace.START;
import static dev.baton.syncmonitor.domain.readiness.Trace.TERMS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.events.ReadinessLost;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncProgress;
import dev.baton.events.SyncStalled;
import dev.baton.model.Condition;
import dev.baton.model.ReadinessCertificate.Evidence;
import dev.baton.model.TipReading;
import dev.baton.syncmonitor.domain.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReadinessTest {

    private static final int STREAK = 11;

    @Test
    void isReadyWhenEveryConditionHeldForTheStabilityTime() {
        var trace = new Trace(Phase.SYNCING).sample(50, 50).atTip(STREAK, 101);

        assertThat(trace.events()).singleElement().isInstanceOfSatisfying(SyncComplete.class, complete -> {
            var certificate = complete.certificate();
            assertThat(certificate.reachedTipAt()).isEqualTo(START.plusSeconds(2));
            assertThat(certificate.provenAt()).isEqualTo(START.plusSeconds(12));
            assertThat(certificate.validUntil()).isEqualTo(START.plusSeconds(72));
            assertThat(certificate.samples()).isEqualTo(STREAK);
            assertThat(certificate.height()).isEqualTo(111);
            assertThat(certificate.tip()).isEqualTo(111);
            assertThat(certificate.conditions())
                    .extracting(Condition::name)
                    .containsExactly(
                            "height",
                            "tip",
                            "healthy",
                            "consistent",
                            "tip-age",
                            "advancing",
                            "lag",
                            "restart",
                            "log",
                            "stable");
            assertThat(certificate.evidence())
                    .hasValueSatisfying(evidence -> assertThat(List.of(evidence.firstSample(), evidence.lastSample()))
                            .containsExactly(2L, 12L));
        });
    }

    @Test
    void isNotReadyOneSampleBeforeTheStabilityTimeIsOver() {
        assertThat(new Trace(Phase.SYNCING).atTip(STREAK - 1, 100).events()).isEmpty();
    }

    @Test
    void countsALagWithinTheToleranceAndNoneBeyond() {
        var within = new Trace(Phase.SYNCING);
        var beyond = new Trace(Phase.SYNCING);
        for (var second = 0; second < 2 * STREAK; second++) {
            within.sample(100 + second, 2);
            beyond.sample(100 + second, 3);
        }

        assertThat(within.events()).hasSize(1);
        assertThat(beyond.events()).isEmpty();
        assertThat(beyond.readiness().obstacle()).isEqualTo("lag: 3 blocks, 2.4 % (must be: at most 2 blocks)");
    }

    @Test
    void carriesWhatTheSourcesOfTheTipToldIntoTheCertificate() {
        var source = new TipReading("a", of(100L), Optional.of(Duration.ofSeconds(1)), Optional.empty());
        var terms = new Terms(0, Duration.ZERO, TERMS.interval(), TERMS.stallAfter(), TERMS.deadline(), TERMS.lease());
        var readiness = Readiness.watching(terms, Phase.SYNCING, START, START);
        var decision = new Readiness.Decision(readiness, Optional.empty(), Optional.empty());
        for (var second = 1; second <= 2; second++) {
            var at = START.plusSeconds(second);
            var sample = new SyncProgress(
                    second,
                    at,
                    of(100),
                    of(100),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    List.of(),
                    Optional.empty(),
                    List.of(source),
                    Optional.of("0xabc"));
            decision = decision.next().decide(sample, at);
        }

        assertThat(decision.event()).containsInstanceOf(SyncComplete.class);
        var complete = (SyncComplete) decision.event().orElseThrow();
        assertThat(complete.certificate().evidence())
                .contains(new Evidence(1, 2, List.of(source), Optional.of("0xabc")));
    }

    @Test
    void namesEveryConditionThatDoesNotHoldByItself() {
        var trace = new Trace(Phase.SYNCING)
                .pass(Duration.ofSeconds(1))
                .play(new SyncProgress(
                        1,
                        START.plusSeconds(1),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        List.of("height: cannot connect", "tip: a has replaced blocks", "health: status 503")));

        assertThat(trace.readiness().obstacle())
                .contains(
                        "height: cannot connect (must be: known)",
                        "tip: a has replaced blocks (must be: known)",
                        "healthy: status 503 (must be: yes)",
                        "lag: unknown blocks");
    }

    @Test
    void doesNotTrustAnInstanceThatStandsStillBelowTheTipForTheStallTime() {
        var trace = new Trace(Phase.SYNCING).atTip(STREAK, 100).in(Phase.VERIFIED);
        for (var second = 0; second < 59; second++) {
            trace.sample(110, 1 + second / 30);
        }
        assertThat(trace.readiness().obstacle()).isEmpty();

        trace.sample(110, 2).sample(110, 2);

        assertThat(trace.readiness().obstacle()).startsWith("advancing: still at 110 for 60000 ms");
        assertThat(trace.readiness().streak()).isEmpty();
        assertThat(trace.sample(112, 0).readiness().obstacle()).isEmpty();
    }

    @Test
    void doesNotTakeAJumpOfTheClockForAnInstanceThatStandsStill() {
        var trace = new Trace(Phase.SYNCING).atTip(STREAK, 100).sample(110, 1).pass(Duration.ofHours(1));

        trace.sample(110, 2);

        assertThat(trace.readiness().obstacle()).isEmpty();
    }

    @Test
    void beginsTheCountAnewWhenTheInstanceEndsByItself() {
        var trace = new Trace(Phase.SYNCING).atTip(6, 100).exit();

        trace.atTip(STREAK - 1, 106);
        assertThat(trace.events()).isEmpty();
        trace.atTip(1, 106 + STREAK);
        assertThat(trace.events()).singleElement().isInstanceOf(SyncComplete.class);
        assertThat(trace.readiness().exitedAt()).isEmpty();
    }

    @Test
    void losesTheProofAtOnceWhenTheInstanceEndsByItself() {
        var trace =
                new Trace(Phase.SYNCING).atTip(STREAK, 100).in(Phase.VERIFIED).exit();

        assertThat(trace.events().getLast())
                .isInstanceOfSatisfying(
                        ReadinessLost.class,
                        lost -> assertThat(lost.reason()).isEqualTo("the instance has ended by itself"));
    }

    @Test
    void doesNotCountASampleThatWasTakenBeforeTheInstanceEnded() {
        var trace = new Trace(Phase.SYNCING).atTip(3, 100).pass(Duration.ofSeconds(2));
        trace.exit();

        trace.play(new SyncProgress(
                4, trace.now().minusSeconds(1), of(103), of(103), Optional.empty(), Optional.empty(), true, List.of()));

        assertThat(trace.readiness().streak()).isEmpty();
        assertThat(trace.readiness().obstacle())
                .isEqualTo("restart: exited 1 s after the sample (must be: before the row of samples began)");
    }

    static Stream<Arguments> interruptions() {
        return Stream.of(
                interruption("an unknown height", trace -> trace.unknown("height: no answer")),
                interruption(
                        "an instance that is not healthy",
                        trace -> trace.pass(Duration.ofSeconds(1))
                                .play(new SyncProgress(
                                        7,
                                        trace.now(),
                                        of(105),
                                        of(105),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        List.of()))),
                interruption("a height that fell", trace -> trace.sample(104, 1)),
                interruption("a height far above the tip", trace -> trace.sample(109, -4)),
                interruption("a tip that fell", trace -> trace.sample(105, -4)),
                interruption("a lag beyond the tolerance", trace -> trace.sample(105, 3)),
                interruption("a gap between samples", trace -> trace.pass(TERMS.patience())),
                interruption(
                        "a sample that came too late",
                        trace -> trace.pass(TERMS.patience().plusSeconds(2))
                                .play(new SyncProgress(
                                        7,
                                        trace.now().minus(TERMS.patience()).minusMillis(1),
                                        of(105),
                                        of(105),
                                        Optional.empty(),
                                        Optional.empty(),
                                        true,
                                        List.of()))),
                interruption(
                        "a sample from the future",
                        trace -> trace.play(new SyncProgress(
                                7,
                                trace.now().plus(TERMS.patience()).plusMillis(1),
                                of(105),
                                of(105),
                                Optional.empty(),
                                Optional.empty(),
                                true,
                                List.of()))),
                interruption("a clock that went back a little", trace -> trace.pass(Duration.ofSeconds(-3))),
                interruption("a clock that went back far", trace -> trace.pass(Duration.ofHours(-1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("interruptions")
    void beginsTheCountAnewAfter(String name, UnaryOperator<Trace> interruption) {
        var trace = interruption.apply(new Trace(Phase.SYNCING).atTip(6, 100));

        trace.atTip(STREAK - 1, 106);
        assertThat(trace.events()).as("too early after %s", name).isEmpty();
        trace.atTip(2, 106 + STREAK);
        assertThat(trace.events()).as("in time after %s", name).hasSize(1);
    }

    @Test
    void doesNotTrustATipThatStandsStill() {
        var trace = new Trace(Phase.SYNCING).sample(90, 10);
        for (var second = 0; second < 70; second++) {
            trace.unknown("height: no answer");
        }
        for (var second = 0; second < 30; second++) {
            trace.sample(100, 0);
        }

        assertThat(trace.events()).isEmpty();
        assertThat(trace.readiness().obstacle()).startsWith("tip-age:");
    }

    @Test
    void doesNotCountHeightsThatMakeNoSense() {
        var trace = new Trace(Phase.SYNCING);
        for (var second = 0; second < 2 * STREAK; second++) {
            trace.sample(-10, 0);
        }
        for (var second = 0; second < 2 * STREAK; second++) {
            trace.sample(-10, Long.MAX_VALUE);
        }

        assertThat(trace.events()).isEmpty();
    }

    @Test
    void isNotMovedBySamplesThatComeTwiceOrLate() {
        var trace = new Trace(Phase.SYNCING).atTip(9, 100);
        var before = trace.readiness();
        var second = new SyncProgress(
                2, START.plusSeconds(2), of(1), of(900), Optional.empty(), Optional.empty(), false, List.of("old"));

        for (var times = 0; times < 5; times++) {
            trace.play(second);
        }

        assertThat(trace.readiness()).isEqualTo(before);
        assertThat(trace.atTip(2, 109).events()).hasSize(1);
    }

    @Test
    void acceptsASamplerThatStartsAgainAndCountsFromOne() {
        var trace = new Trace(Phase.SYNCING).atTip(5, 100);
        for (var sequence = 1; sequence <= STREAK; sequence++) {
            trace.pass(Duration.ofSeconds(1));
            trace.play(new SyncProgress(
                    sequence,
                    trace.now(),
                    of(105 + sequence),
                    of(105 + sequence),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    List.of()));
        }

        assertThat(trace.events()).hasSize(1);
    }

    @Test
    void needsTwoSamplesEvenWithoutAStabilityTime() {
        var terms = new Terms(0, Duration.ZERO, TERMS.interval(), TERMS.stallAfter(), TERMS.deadline(), TERMS.lease());
        var first = Readiness.watching(terms, Phase.SYNCING, START, START)
                .decide(sample(1, START.plusSeconds(1), 100), START.plusSeconds(1));
        var second = first.next().decide(sample(2, START.plusSeconds(2), 100), START.plusSeconds(2));

        assertThat(first.event()).isEmpty();
        assertThat(second.event()).containsInstanceOf(SyncComplete.class);
    }

    @Test
    void givesTheProofOnceAndAgainWhenHalfOfItsLeaseIsOver() {
        var trace = new Trace(Phase.SYNCING).atTip(STREAK, 100).in(Phase.SYNCED);

        assertThat(trace.atTip(29, 111).events()).hasSize(1);
        assertThat(trace.in(Phase.VERIFIED).atTip(1, 140).events()).hasSize(2);
        assertThat(trace.atTip(29, 141).events()).hasSize(2);
        assertThat(trace.atTip(1, 170).events()).hasSize(3);
    }

    @Test
    void losesTheProofAtOnceWhenItFallsBehind() {
        var trace =
                new Trace(Phase.SYNCING).atTip(STREAK, 100).in(Phase.VERIFIED).sample(111, 3);

        assertThat(trace.events().getLast()).isInstanceOfSatisfying(ReadinessLost.class, lost -> {
            assertThat(lost.reason()).startsWith("it fell behind: lag: 3 blocks");
            assertThat(lost.height()).contains(111L);
            assertThat(lost.tip()).contains(114L);
        });
        assertThat(trace.in(Phase.SYNCING).atTip(STREAK, 120).events()).hasSize(3);
    }

    @Test
    void losesTheProofWhenItsLeaseEndsAndNothingIsKnown() {
        var trace = new Trace(Phase.SYNCING).atTip(STREAK, 100).in(Phase.VERIFIED);
        for (var second = 0; second < 60; second++) {
            trace.unknown("tip: no answer");
        }
        assertThat(trace.events()).hasSize(1);

        trace.unknown("tip: no answer");

        assertThat(trace.events()).hasSize(2);
        assertThat(trace.events().getLast())
                .isInstanceOfSatisfying(
                        ReadinessLost.class,
                        lost -> assertThat(lost.reason()).contains("before the lease ended", "tip: no answer"));
    }

    @Test
    void losesTheProofByTimeAloneWhenSamplesCease() {
        var trace = new Trace(Phase.SYNCING).atTip(STREAK, 100).in(Phase.SYNCED);

        assertThat(trace.pass(Duration.ofSeconds(60)).tick().events()).hasSize(1);
        assertThat(trace.pass(Duration.ofMillis(1)).tick().events().getLast()).isInstanceOf(ReadinessLost.class);
        assertThat(trace.tick().events()).hasSize(2);
    }

    @Test
    void provesAtOnceWhatWasFoundVerifiedAlready() {
        assertThat(new Trace(Phase.VERIFIED).atTip(STREAK, 100).events())
                .singleElement()
                .isInstanceOf(SyncComplete.class);
    }

    @Test
    void provesAStandbySoThatItCanBePromotedAgain() {
        assertThat(new Trace(Phase.STANDBY).atTip(STREAK, 100).events())
                .singleElement()
                .isInstanceOf(SyncComplete.class);
    }

    @Test
    void stallsWithoutProgress() {
        var trace = new Trace(Phase.SYNCING).sample(50, 50);
        for (var second = 0; second < 59; second++) {
            trace.sample(50, 50 + second).tick();
        }
        assertThat(trace.events()).isEmpty();

        trace.sample(50, 110).tick().tick();

        assertThat(trace.events()).singleElement().isInstanceOfSatisfying(SyncStalled.class, stalled -> {
            assertThat(stalled.reason()).startsWith("no progress for 60 s; height 50, tip 160; lag: 110 blocks");
            assertThat(stalled.since()).isEqualTo(START.plusSeconds(1));
            assertThat(stalled.height()).contains(50L);
            assertThat(stalled.tip()).contains(160L);
        });
    }

    @Test
    void doesNotTakeItsOwnAbsenceForAStall() {
        var trace = new Trace(Phase.SYNCING).sample(50, 50).pass(Duration.ofMinutes(10));

        assertThat(trace.tickSince(trace.now()).events()).isEmpty();
        assertThat(trace.tickSince(trace.now().minusSeconds(60)).events())
                .singleElement()
                .isInstanceOf(SyncStalled.class);
    }

    @Test
    void doesNotStallAtTheTipOfAChainThatStandsStill() {
        var trace = new Trace(Phase.SYNCING).sample(90, 10);
        for (var second = 0; second < 600; second++) {
            trace.sample(100, second % 2).tick();
        }

        assertThat(trace.events()).noneMatch(SyncStalled.class::isInstance);
    }

    @Test
    void stallsWhenTheDeadlineIsOverHoweverMuchItMoves() {
        var trace = new Trace(Phase.SYNCING);
        for (var minute = 1; minute < 60; minute++) {
            trace.pass(Duration.ofSeconds(59)).sample(minute, 1_000).tick();
        }
        assertThat(trace.events()).isEmpty();

        trace.pass(Duration.ofSeconds(60)).tick();

        assertThat(trace.events())
                .singleElement()
                .isInstanceOfSatisfying(
                        SyncStalled.class,
                        stalled -> assertThat(stalled.reason()).startsWith("the deadline of PT1H"));
        assertThat(trace.sample(2_000, 0).tick().events()).hasSize(1);
    }

    @Test
    void hasNoDeadlineWhileItWaitsForThePromotion() {
        var trace = new Trace(Phase.VERIFIED).atTip(3_700, 100).tick();

        assertThat(trace.events()).allMatch(SyncComplete.class::isInstance).hasSizeGreaterThan(100);
    }

    private static Optional<Long> of(long blocks) {
        return Optional.of(blocks);
    }

    private static SyncProgress sample(long sequence, Instant at, long height) {
        return new SyncProgress(
                sequence, at, of(height), of(height), Optional.empty(), Optional.empty(), true, List.of());
    }

    private static Arguments interruption(String name, UnaryOperator<Trace> interruption) {
        return Arguments.of(name, interruption);
    }
}
