package dev.baton.audit.domain.trail;

import dev.baton.audit.domain.chain.AuditRecord;
import dev.baton.deployment.Application;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The trail as it can be asked. Each answer is of one moment; two answers may be of different ones.
 *
 * @throws Restoring from each method, while the stores are being rebuilt
 */
public interface Trail {

    /** The names of all applications of which anything is on record. */
    SortedSet<ApplicationName> applications();

    /** The end of the application's chain; empty where nothing of it is on record. */
    Optional<Head> head(ApplicationName name);

    /** The application as its events tell it; empty where no lifecycle event of it is on record. */
    Optional<Application> application(ApplicationName name);

    /** The deployment and how it came to where it stands, also long after it was retired. */
    Optional<History> history(DeploymentId id);

    /** The newest sample of the deployment. */
    Optional<LatestProgress> progress(DeploymentId id);

    /** The newest assessment of the deployment's readiness. */
    Optional<LatestAssessment> assessment(DeploymentId id);

    /** How far the verification of the deployment's data is. */
    Optional<LatestVerification> verification(DeploymentId id);

    /** The requests for deployments of the application that nobody has answered. */
    Unanswered unanswered(ApplicationName name);

    /** The application's records with a sequence greater than that, the oldest first, at most so many. */
    List<AuditRecord> records(ApplicationName name, long after, int limit);

    /** The records about the deployment with a sequence greater than that, the oldest first, at most so many. */
    List<AuditRecord> records(DeploymentId id, long after, int limit);

    /** The last records about the deployment, the oldest first, at most so many. */
    List<AuditRecord> lastRecords(DeploymentId id, int limit);

    /** Audit cannot answer yet: it reads its state back from Kafka, or waits for Kafka. It will by itself. */
    final class Restoring extends RuntimeException {
        public Restoring(String state, Throwable cause) {
            super("audit is reading its state back from Kafka (" + state + "); ask again in a moment", cause);
        }
    }
}
