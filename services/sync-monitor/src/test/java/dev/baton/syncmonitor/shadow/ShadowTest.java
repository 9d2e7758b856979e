package dev.baton.syncmonitor.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.descriptor.Descriptor;
import dev.baton.events.DataMismatch;
import dev.baton.events.DataMismatch.Difference;
import dev.baton.events.DataVerified;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.SyncProgress;
import dev.baton.events.VerificationProgress;
import dev.baton.model.Address;
import dev.baton.model.DeploymentId;
import dev.baton.model.TipReading;
import dev.baton.model.Verification;
import dev.baton.syncmonitor.Story;
import dev.baton.syncmonitor.shadow.Report.Unmet;
import dev.baton.syncmonitor.shadow.Report.Verdict;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShadowTest {

    private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");
    private static final long TIP = 1_000;

    private final Assignment assignment = assignment(Optional.empty(), Optional.empty());
    private final Shadow shadow = new Shadow(assignment, Clock.fixed(START, ZoneOffset.UTC));
    private final DeploymentId green = shadow.watched().deployment().id();
    private Instant now = START;
    private long sequence;

    private static Assignment assignment(Optional<Address> blue, Optional<Descriptor> ofBlue) {
        return new Assignment(
                Story.descriptor("explorer", """
                    {"height": {"sql": "SELECT 1"}, "tip": [{"http": {"url": "http://127.0.0.1:1/", "pointer": "/x"}}],
                     "tolerance": 2, "stableFor": "10s", "interval": "1s", "stallAfter": "60s", "lease": "60s",
                     "log": "catchup completed"}""", """
                    {"blocks": "SELECT height, hash FROM blocks"}"""),
                ofBlue,
                "2",
                Address.loopback(8081),
                blue,
                Optional.empty(),
                Optional.empty(),
                Path.of("secrets"),
                Optional.empty(),
                "127.0.0.1:8081",
                Optional.empty(),
                Duration.ofMinutes(5));
    }

    @Test
    void readsBlueByItsOwnDescriptor() {
        var ofBlue = Story.descriptor("explorer", """
                {"height": {"sql": "SELECT 1"}, "tip": [{"http": {"url": "http://127.0.0.1:1/", "pointer": "/x"}}]}""", """
                {"blocks": "SELECT number AS height, hash FROM old_blocks"}""");

        assertThat(new Shadow(assignment(Optional.of(Address.loopback(8080)), Optional.of(ofBlue)), Clock.systemUTC())
                        .blue())
                .hasValueSatisfying(blue -> assertThat(blue.descriptor()).isEqualTo(ofBlue));
        assertThat(new Shadow(assignment(Optional.of(Address.loopback(8080)), Optional.empty()), Clock.systemUTC())
                        .blue())
                .hasValueSatisfying(blue -> assertThat(blue.descriptor()).isEqualTo(assignment.descriptor()));
    }

    @Test
    void wouldSwitchOnceReadyAndVerified() {
        catchUp(588);
        assertThat(shadow.due()).as("what is not ready is not verified").isEmpty();

        catchUp(TIP);
        assertThat(shadow.due()).hasSize(1);
        assertThat(shadow.comparison().wouldSwitch()).isEmpty();
        passes(Duration.ofSeconds(3));
        var lines = verified();

        assertThat(lines).singleElement().isInstanceOfSatisfying(Line.WouldSwitch.class, ours -> {
            assertThat(ours.at()).isEqualTo(now);
            assertThat(ours.height()).isEqualTo(TIP);
        });
        passes(Duration.ofMinutes(20));
        shadow.otherSwitched(now);
        var report = report();
        assertThat(report.verdict()).isEqualTo(Verdict.NOT_TOO_EARLY);
        assertThat(report.otherLater()).contains(Duration.ofMinutes(20));
        assertThat(report.notChecked()).contains("the rest");
    }

    @Test
    void saysWhatDidNotHoldWhenTheOtherToolSwitchedTooEarly() {
        catchUp(588);
        shadow.otherSwitched(now);
        var tooEarly = now;
        catchUp(TIP);
        verified();

        var report = report();
        assertThat(report.verdict()).isEqualTo(Verdict.TOO_EARLY);
        assertThat(report.otherLater())
                .contains(Duration.between(report.wouldSwitch().orElseThrow().at(), tooEarly));
        assertThat(report.otherLater().orElseThrow()).isNegative();
        assertThat(report.atOtherSwitch()).extracting(Unmet::name).containsExactly("lag", "stable", "verified");
        assertThat(report.atOtherSwitch().getFirst().value()).startsWith("412 blocks");
        assertThat(report.sources())
                .extracting(TipReading::leftOut)
                .containsExactly(Optional.empty(), Optional.of("it does not answer"));
    }

    @Test
    void aVerificationUnderWayIsWhatWasMissing() {
        catchUp(TIP);
        take(new VerificationProgress("table blocks", "blue", 5, Optional.empty(), Optional.empty()));
        shadow.otherSwitched(now);

        assertThat(report().atOtherSwitch())
                .singleElement()
                .extracting(Unmet::name, Unmet::value)
                .containsExactly("verified", "table blocks against blue under way");
    }

    @Test
    void wouldEndADeploymentWhoseDataDiffers() {
        catchUp(TIP);
        var lines = take(new DataMismatch("hashes", 998, 3, List.of(new Difference(500, "0xaa", "source", "0xbb"))));

        assertThat(lines).singleElement().isInstanceOf(Line.WouldEnd.class);
        assertThat(shadow.due()).isEmpty();
        verified();
        shadow.otherSwitched(now);
        var report = report();
        assertThat(report.verdict()).isEqualTo(Verdict.ENDED);
        assertThat(report.wouldSwitch()).isEmpty();
        assertThat(report.wouldEnd().orElseThrow().reason()).contains("hashes", "first at 500: 0xaa, source has 0xbb");
    }

    @Test
    void wouldEndADeploymentThatStalledAndGoesOnTelling() {
        sample(Optional.of(10L), true);
        for (var second = 0; second < 62; second++) {
            passes(Duration.ofSeconds(1));
            sample(Optional.of(10L), true);
            shadow.tick(now);
        }

        assertThat(shadow.comparison().wouldEnd().orElseThrow().reason()).contains("no progress");
        catchUp(588);
        shadow.otherSwitched(now);
        assertThat(report().atOtherSwitch()).extracting(Unmet::name).contains("lag");
        assertThat(report().atOtherSwitch().getFirst().value()).startsWith("412 blocks");
    }

    @Test
    void catchingUpBeginsWhenGreenFirstAnswers() {
        for (var minute = 0; minute < 10; minute++) {
            passes(Duration.ofMinutes(1));
            sample(Optional.empty(), false);
            shadow.tick(now);
        }
        assertThat(shadow.comparison().wouldEnd()).isEmpty();
        shadow.otherSwitched(now);
        assertThat(report().atOtherSwitch())
                .singleElement()
                .extracting(Unmet::name, Unmet::value)
                .containsExactly("started", "health: cannot connect");

        catchUp(TIP);
        verified();
        assertThat(shadow.comparison().wouldSwitch()).isPresent();
    }

    @Test
    void whatIsReadyAndVerifiedButNotSwitchedByTheOtherToolIsSaid() {
        assertThat(report().verdict()).isEqualTo(Verdict.NEITHER);
        catchUp(TIP);
        verified();
        assertThat(report().verdict()).isEqualTo(Verdict.ONLY_BATON);
    }

    /** Long enough at that height for the stability time. */
    private void catchUp(long height) {
        for (var second = 0; second < 12; second++) {
            passes(Duration.ofSeconds(1));
            sample(Optional.of(height), true);
        }
    }

    private void sample(Optional<Long> height, boolean healthy) {
        take(new SyncProgress(
                ++sequence,
                now,
                height,
                Optional.of(TIP),
                Optional.empty(),
                Optional.empty(),
                healthy,
                healthy ? List.of() : List.of("health: cannot connect"),
                Optional.empty(),
                List.of(
                        new TipReading("a", Optional.of(TIP), Optional.empty(), Optional.empty()),
                        new TipReading("b", Optional.empty(), Optional.empty(), Optional.of("it does not answer"))),
                Optional.empty()));
    }

    private List<Line> verified() {
        var cause = shadow.due().findFirst().map(due -> due.proof().event());
        var verification = new Verification(now, now.plusSeconds(60), 998, List.of(), List.of("the rest"));
        var event = new DataVerified(verification);
        return cause.map(proof -> shadow.take(proof.leadsTo(URI.create("/test"), Optional.of(green), now, event), now))
                .orElse(List.of());
    }

    private List<Line> take(Event event) {
        return shadow.take(
                Envelope.first(URI.create("/test"), assignment.descriptor().name(), Optional.of(green), now, event),
                now);
    }

    private Report report() {
        return shadow.comparison().report(assignment, START, now, List.of());
    }

    private void passes(Duration time) {
        now = now.plus(time);
    }
}
