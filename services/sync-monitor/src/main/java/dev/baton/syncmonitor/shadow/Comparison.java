package dev.baton.syncmonitor.shadow;

import dev.baton.descriptor.Promotion;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.ReadinessAssessed.Finding;
import dev.baton.events.SyncProgress;
import dev.baton.events.VerificationProgress;
import dev.baton.model.Condition;
import dev.baton.model.TipReading;
import dev.baton.model.Verification;
import dev.baton.syncmonitor.shadow.Line.WouldEnd;
import dev.baton.syncmonitor.shadow.Line.WouldSwitch;
import dev.baton.syncmonitor.shadow.Report.Unmet;
import dev.baton.syncmonitor.shadow.Report.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of green, of the other tool, and of what Baton would have done. Of each deed the first one counts.
 *
 * @param standing the newest, of green
 * @param wouldSwitch when Baton would have switched
 * @param wouldEnd when Baton would have given up
 * @param other when the other tool switched, and how green stood then
 */
record Comparison(
        Standing standing, Optional<WouldSwitch> wouldSwitch, Optional<WouldEnd> wouldEnd, Optional<Other> other) {

    /** Nothing was seen yet. */
    static final Comparison NOTHING =
            new Comparison(Standing.UNKNOWN, Optional.empty(), Optional.empty(), Optional.empty());

    private static final String STARTED = "started";
    private static final String VERIFIED = "verified";

    /**
     * How green stands.
     *
     * @param sample the newest
     * @param assessment of that sample; empty before green first answered its health check
     * @param verifying how far the verification is; empty where none is under way
     * @param verified the last that found all equal
     */
    record Standing(
            Optional<SyncProgress> sample,
            Optional<ReadinessAssessed> assessment,
            Optional<VerificationProgress> verifying,
            Optional<Verification> verified) {

        static final Standing UNKNOWN =
                new Standing(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        boolean isVerified(Instant now) {
            return verified.filter(found -> !now.isAfter(found.validUntil())).isPresent();
        }
    }

    /**
     * What the other tool did.
     *
     * @param standing of green at that moment
     */
    record Other(Instant at, Standing standing) {}

    /** With a newer sample. */
    Comparison sampled(SyncProgress sample, Optional<ReadinessAssessed> assessment) {
        return with(new Standing(
                Optional.of(sample), assessment.or(standing::assessment), standing.verifying(), standing.verified()));
    }

    /** With news of the verification. */
    Comparison verifying(VerificationProgress progress) {
        return with(new Standing(standing.sample(), standing.assessment(), Optional.of(progress), standing.verified()));
    }

    /** With what a verification has found equal. */
    Comparison verified(Verification found) {
        return with(new Standing(standing.sample(), standing.assessment(), Optional.empty(), Optional.of(found)));
    }

    /** Baton would switch, unless it would have done so, or given up, before. */
    Comparison released(WouldSwitch release) {
        return isDecided() ? this : new Comparison(standing, Optional.of(release), wouldEnd, other);
    }

    /** Baton would end the deployment, unless it would have switched, or given up, before. */
    Comparison ended(WouldEnd end) {
        return isDecided() ? this : new Comparison(standing, wouldSwitch, Optional.of(end), other);
    }

    /** The other tool has switched. */
    Comparison otherSwitched(Instant at) {
        return other.isPresent()
                ? this
                : new Comparison(standing, wouldSwitch, wouldEnd, Optional.of(new Other(at, standing)));
    }

    /** Whether it is known what Baton would have done. */
    boolean isDecided() {
        return wouldSwitch.isPresent() || wouldEnd.isPresent();
    }

    /**
     * The whole comparison.
     *
     * @param notChecked what is not looked at, whatever the verification says
     */
    Report report(Assignment of, Instant startedAt, Instant now, List<String> notChecked) {
        var unchecked = new ArrayList<>(notChecked);
        standing.verified().ifPresent(found -> unchecked.addAll(found.unchecked()));
        return new Report(
                of.descriptor().name(),
                of.version(),
                of.green(),
                startedAt,
                now,
                verdict(),
                other.map(Other::at),
                wouldSwitch,
                wouldEnd,
                other.flatMap(it -> wouldSwitch.map(ours -> Duration.between(ours.at(), it.at()))),
                other.map(it -> unmet(it.standing(), it.at())).orElse(List.of()),
                other.map(it -> sources(it.standing())).orElse(List.of()),
                of.descriptor().promotion() == Promotion.MANUAL,
                standing.verified().map(Verification::checks).orElse(List.of()),
                unchecked);
    }

    private Verdict verdict() {
        var otherAt = other.map(Other::at);
        var ours = wouldSwitch.map(WouldSwitch::at);
        if (wouldEnd.isPresent()) {
            return Verdict.ENDED;
        }
        if (otherAt.isPresent()) {
            return ours.filter(at -> !at.isAfter(otherAt.get())).isPresent()
                    ? Verdict.NOT_TOO_EARLY
                    : Verdict.TOO_EARLY;
        }
        return ours.isPresent() ? Verdict.ONLY_BATON : Verdict.NEITHER;
    }

    private static List<Unmet> unmet(Standing standing, Instant at) {
        if (standing.assessment().isEmpty()) {
            var why = standing.sample()
                    .map(sample -> String.join("; ", sample.unknown()))
                    .filter(text -> !text.isEmpty())
                    .orElse("nothing was sampled yet");
            return List.of(new Unmet(STARTED, why, "answers its health check", Optional.empty(), Optional.empty()));
        }
        var unmet = new ArrayList<Unmet>();
        for (var finding : standing.assessment().get().findings()) {
            if (!finding.condition().holds()) {
                unmet.add(unmet(finding));
            }
        }
        if (!standing.isVerified(at)) {
            unmet.add(new Unmet(VERIFIED, verification(standing), "yes", Optional.empty(), Optional.empty()));
        }
        return unmet;
    }

    private static Unmet unmet(Finding finding) {
        Condition condition = finding.condition();
        return new Unmet(
                condition.name(), condition.value(), condition.bound(), Optional.of(finding.since()), finding.remedy());
    }

    private static String verification(Standing standing) {
        return standing.verifying()
                .map(progress -> progress.held()
                        .map(why -> "held: " + why)
                        .orElse(progress.check() + " against " + progress.against() + " under way"))
                .orElse(standing.verified().isPresent() ? "no longer" : "not yet");
    }

    private static List<TipReading> sources(Standing standing) {
        return standing.sample().map(SyncProgress::sources).orElse(List.of());
    }

    private Comparison with(Standing newer) {
        return new Comparison(newer, wouldSwitch, wouldEnd, other);
    }
}
