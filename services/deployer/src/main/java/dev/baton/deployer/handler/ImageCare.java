package dev.baton.deployer.handler;

import dev.baton.deployer.domain.Facts;
import dev.baton.deployer.domain.ImageRequest;
import dev.baton.deployer.domain.ImageStore;
import dev.baton.deployer.domain.ImageStore.Preparation;
import dev.baton.deployment.Deployment;
import dev.baton.events.ImagesResolved;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.PullProgress;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.ResolvedImage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Has images fetched, tells how far that is, and puts on record what they are before anything is made from them. */
final class ImageCare {
    private static final Logger LOG = Logger.getLogger(ImageCare.class);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(100);

    private final ImageStore store;
    private final Clock clock;
    private final Map<DeploymentId, Integer> told = new ConcurrentHashMap<>();

    ImageCare(ImageStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** How far a deployment's images are. */
    sealed interface Outcome {
        /** They are on record, or none are needed. */
        record Had() implements Outcome {}

        /** Not yet; go on like this. */
        record Next(Step step) implements Outcome {}

        /** One cannot be had. */
        record Missing(String reason) implements Outcome {}

        /** Who has them cannot be asked now. */
        record Away(String reason) implements Outcome {}
    }

    Outcome see(ApplicationName application, Deployment deployment, Instant now) {
        List<ImageRequest> wanted = ImageRequest.of(deployment);
        if (wanted.isEmpty()) {
            return new Outcome.Had();
        }
        return switch (store.prepare(deployment.id(), wanted)) {
            case Preparation.Resolved(List<ResolvedImage> images) -> {
                images.forEach(image -> LOG.infof(
                        "%s: deployment %s runs %s as %s",
                        application,
                        deployment.id(),
                        image.reference(),
                        image.digest().orElse(image.id())));
                yield new Outcome.Next(tell(application, deployment, new ImagesResolved(images)));
            }
            case Preparation.Fetching fetching -> new Outcome.Next(progress(application, deployment, fetching, now));
            case Preparation.Failed(String reason) -> new Outcome.Missing(reason);
            case Preparation.Unknown(String reason) -> new Outcome.Away(reason);
        };
    }

    /** Numbered by the time that has passed, so that a deployer that died meanwhile goes on counting. */
    private Step progress(
            ApplicationName application, Deployment deployment, Preparation.Fetching fetching, Instant now) {
        int sequence = (int) Duration.between(deployment.since(), now).dividedBy(BETWEEN_REPORTS);
        if (sequence <= told.getOrDefault(deployment.id(), 0)) {
            return new Step.Again(BETWEEN_QUESTIONS);
        }
        told.put(deployment.id(), sequence);
        return tell(
                application,
                deployment,
                new PullProgress(
                        fetching.image(),
                        sequence,
                        fetching.layersDone(),
                        fetching.layers(),
                        fetching.bytesDone(),
                        fetching.bytes()));
    }

    private Step tell(ApplicationName application, Deployment deployment, LifecycleEvent event) {
        return Step.Done.with(Facts.of(application, deployment, clock.instant(), event));
    }
}
