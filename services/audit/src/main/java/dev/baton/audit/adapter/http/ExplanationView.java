package dev.baton.audit.adapter.http;

import dev.baton.audit.domain.explanation.Explanation;
import dev.baton.audit.domain.explanation.Waiting;
import dev.baton.audit.domain.trail.Head;
import dev.baton.audit.domain.trail.LatestAssessment;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Hold;
import dev.baton.events.ReadinessAssessed;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.model.TipReading;
import dev.baton.model.Verification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a deployment stands where it stands.
 *
 * @param since when it came to its stage
 * @param waiting what it waits for; empty where it waits for nothing
 * @param readiness how its readiness stands; empty where it is not looked at, or nothing is known yet
 * @param sources what each source of the tip told last
 * @param progress the newest sample
 * @param verification how far the verification of its data is, while that is waited for
 * @param verified what of its data was verified, where that was
 * @param holds the gates that are closed, where it is verified; empty where the traffic may move
 * @param expiresAt when it is ended because nobody promotes it, once that is announced
 * @param reason of a failed or retiring one: why
 * @param asOf the last record of the application that this answer rests on
 */
record ExplanationView(
        ApplicationName application,
        DeploymentId deployment,
        String version,
        Slot slot,
        String stage,
        Instant since,
        Optional<Waiting> waiting,
        Optional<ReadinessView> readiness,
        List<TipReading> sources,
        Optional<ProgressView> progress,
        Optional<VerificationView> verification,
        Optional<Verification> verified,
        List<Hold> holds,
        Optional<Instant> expiresAt,
        Optional<String> reason,
        Optional<Deployment.Outcome> outcome,
        Head asOf) {

    static ExplanationView of(ApplicationName application, Explanation explanation, Head asOf) {
        var d = explanation.deployment();
        return new ExplanationView(
                application,
                d.id(),
                d.version(),
                d.slot(),
                d.stage().name(),
                d.since(),
                explanation.waiting(),
                explanation.assessment().map(LatestAssessment::assessment).map(ReadinessView::of),
                explanation.sample().map(sample -> sample.progress().sources()).orElse(List.of()),
                explanation.sample().map(sample -> ProgressView.of(d.id(), sample)),
                explanation.verification().map(VerificationView::of),
                explanation.verified(),
                explanation.holds(),
                d.expiresAt().filter(_ -> d.stage().isCandidate()),
                RoleView.reasonOf(d.stage()),
                d.outcome(),
                asOf);
    }

    /**
     * How readiness stood in the last sample.
     *
     * @param provenUntil the end of the proof's lease; empty where none is given
     * @param conditions every condition
     * @param readyFrom the soonest time at which every condition may hold long enough, as things go
     * @param readyBy the latest such time
     */
    record ReadinessView(
            boolean ready,
            Instant assessedAt,
            Optional<Instant> provenUntil,
            List<ConditionView> conditions,
            Optional<Instant> readyFrom,
            Optional<Instant> readyBy) {

        static ReadinessView of(ReadinessAssessed assessed) {
            return new ReadinessView(
                    assessed.ready(),
                    assessed.assessedAt(),
                    assessed.provenUntil(),
                    assessed.findings().stream().map(ConditionView::of).toList(),
                    assessed.readyFrom(),
                    assessed.readyBy());
        }
    }

    /**
     * One condition of readiness.
     *
     * @param value what was found
     * @param bound what is allowed
     * @param holds its verdict
     * @param since since when that is its verdict
     * @param remedy what would make it hold; empty where it does
     */
    record ConditionView(
            String name, String value, String bound, boolean holds, Instant since, Optional<String> remedy) {

        static ConditionView of(ReadinessAssessed.Finding finding) {
            var condition = finding.condition();
            return new ConditionView(
                    condition.name(),
                    condition.value(),
                    condition.bound(),
                    condition.holds(),
                    finding.since(),
                    finding.remedy());
        }
    }
}
