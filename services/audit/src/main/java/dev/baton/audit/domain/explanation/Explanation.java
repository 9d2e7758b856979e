package dev.baton.audit.domain.explanation;

import dev.baton.audit.domain.trail.LatestAssessment;
import dev.baton.audit.domain.trail.LatestProgress;
import dev.baton.audit.domain.trail.LatestVerification;
import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Hold;
import dev.baton.deployment.Stage;
import dev.baton.model.ApplicationName;
import dev.baton.model.Verification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a deployment stands where it stands.
 *
 * @param waiting what it waits for; empty where it waits for nothing
 * @param holds the gates that are closed for it; empty where the traffic may move, or it is not verified
 * @param assessment every condition of its readiness, where that is looked at
 * @param sample the newest one, likewise
 * @param verification how far the verification of its data is, while that is waited for
 * @param verified what of its data was verified, where that was
 */
public record Explanation(
        Deployment deployment,
        Optional<Waiting> waiting,
        List<Hold> holds,
        Optional<LatestAssessment> assessment,
        Optional<LatestProgress> sample,
        Optional<LatestVerification> verification,
        Optional<Verification> verified) {

    public Explanation {
        holds = List.copyOf(holds);
    }

    /** Which of an application's deployments people mean who name none: the one on its way, else who serves. */
    public static Optional<Deployment> subject(Application application) {
        return application
                .switching()
                .or(application::inProgress)
                .or(application::live)
                .or(() -> application.deployments().reversed().stream().findFirst());
    }

    /**
     * The explanation of a deployment.
     *
     * @param application whose deployment it is
     * @param holds the gates that are closed for it
     */
    public static Explanation of(
            ApplicationName application,
            Deployment deployment,
            List<Hold> holds,
            Optional<LatestAssessment> assessment,
            Optional<LatestProgress> sample,
            Optional<LatestVerification> verification,
            Instant now) {
        var stage = deployment.stage();
        var concerned = Waiting.concernsReadiness(stage);
        var current = current(deployment, verification);
        return new Explanation(
                deployment,
                Waiting.of(application, deployment, holds, current, now),
                holds,
                assessment.filter(_ -> concerned),
                sample.filter(_ -> concerned),
                current,
                verified(stage));
    }

    /** How far the verification is that the deployment waits for; empty where it waits for none, or nothing is known. */
    public static Optional<LatestVerification> current(
            Deployment deployment, Optional<LatestVerification> verification) {
        // What was told before it came to this stage belongs to an earlier proof of readiness.
        return verification
                .filter(_ -> deployment.stage() instanceof Stage.Synced)
                .filter(told -> !told.at().isBefore(deployment.since()));
    }

    private static Optional<Verification> verified(Stage stage) {
        return switch (stage) {
            case Stage.Verified verified -> Optional.of(verified.verification());
            case Stage.Standby standby -> standby.verification();
            case Stage.Switching(var _, Stage before) -> verified(before);
            case Stage.Starting _,
                    Stage.Syncing _,
                    Stage.Synced _,
                    Stage.Probation _,
                    Stage.Live _,
                    Stage.Failed _,
                    Stage.Retiring _,
                    Stage.Retired _ -> Optional.empty();
        };
    }
}
