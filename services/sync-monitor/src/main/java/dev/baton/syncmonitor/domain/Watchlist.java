package dev.baton.syncmonitor.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Folded;
import dev.baton.deployment.Stage;
import dev.baton.events.DataMismatch;
import dev.baton.events.DataVerified;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.SyncComplete;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Verification;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to be sampled and what is to be verified, as the deployments' log tells it. Both follow from what has been
 * read, so a log that is read again leads to the same work.
 *
 * @param applications the fold
 * @param unanswered the last proof of readiness of each deployment, until a verification has answered it
 */
public record Watchlist(Map<ApplicationName, Application> applications, Map<DeploymentId, Proof> unanswered) {

    /** Nothing is known. */
    public static final Watchlist EMPTY = new Watchlist(Map.of(), Map.of());

    /** How closely a deployment is watched. */
    public enum Attention {
        /** Its readiness matters now. */
        CLOSE,
        /** Its height is shown to people. */
        LOOSE
    }

    /**
     * A proof of readiness.
     *
     * @param event that carries it
     */
    public record Proof(Envelope<?> event, ReadinessCertificate certificate) {}

    /**
     * A deployment that is to be sampled.
     *
     * @param application its name
     */
    public record Watched(ApplicationName application, Deployment deployment, Attention attention) {}

    /**
     * A deployment whose data is to be verified.
     *
     * @param green the deployment
     * @param blue who serves
     * @param proof the one of readiness that calls for it
     * @param before the last verification of the same data
     */
    public record Due(Deployment green, Optional<Deployment> blue, Proof proof, Optional<Verification> before) {}

    public Watchlist {
        applications = Map.copyOf(applications);
        unanswered = Map.copyOf(unanswered);
    }

    /** With one more event. */
    public Watchlist after(Envelope<? extends LifecycleEvent> envelope) {
        var name = envelope.application();
        var folded = applications.getOrDefault(name, Application.unknown(name)).after(envelope);
        var all = new HashMap<>(applications);
        all.put(name, folded.application());
        var open = new HashMap<>(unanswered);
        switch (envelope.event()) {
            case SyncComplete complete
            when folded instanceof Folded.Accepted ->
                envelope.deployment().ifPresent(id -> open.put(id, new Proof(envelope, complete.certificate())));
            case DataVerified _, DataMismatch _ ->
                open.values()
                        .removeIf(proof -> envelope.cause()
                                .equals(Optional.of(proof.event().id())));
            case LifecycleEvent _ -> {
                // Changes stages at most.
            }
        }
        return new Watchlist(all, open).withoutEnded(name);
    }

    /** All of several that have no application in common. Who folds many events does so for each application by itself. */
    public static Watchlist together(Collection<Watchlist> parts) {
        var all = new HashMap<ApplicationName, Application>();
        var open = new HashMap<DeploymentId, Proof>();
        for (var part : parts) {
            all.putAll(part.applications);
            open.putAll(part.unanswered);
        }
        return new Watchlist(all, open);
    }

    /** Every deployment that is to be sampled. */
    public Stream<Watched> watched() {
        return applications.values().stream()
                .flatMap(application -> application.deployments().stream()
                        .flatMap(deployment -> attention(deployment).stream()
                                .map(attention -> new Watched(application.name(), deployment, attention))));
    }

    /** Every deployment that was proven ready and whose data was not verified since. */
    public Stream<Due> due() {
        return unanswered.values().stream()
                .flatMap(proof ->
                        Optional.ofNullable(applications.get(proof.event().application()))
                                .flatMap(application -> due(application, proof))
                                .stream());
    }

    private static Optional<Due> due(Application application, Proof proof) {
        return proof.event()
                .deployment()
                .flatMap(application::deployment)
                .filter(green -> isVerifiable(green.stage()))
                .map(green -> new Due(
                        green,
                        application.live().filter(live -> !live.id().equals(green.id())),
                        proof,
                        verification(green.stage())));
    }

    private Watchlist withoutEnded(ApplicationName name) {
        var application = applications.getOrDefault(name, Application.unknown(name));
        var open = new HashMap<>(unanswered);
        open.values()
                .removeIf(proof -> proof.event().application().equals(name)
                        && proof.event()
                                .deployment()
                                .flatMap(application::deployment)
                                .filter(deployment -> deployment.stage().wantsInstance())
                                .isEmpty());
        return new Watchlist(applications, open);
    }

    private static boolean isVerifiable(Stage stage) {
        return switch (stage) {
            case Stage.Synced _, Stage.Verified _ -> true;
            case Stage.Standby standby -> standby.certificate().isPresent();
            case Stage.Starting _,
                    Stage.Syncing _,
                    Stage.Switching _,
                    Stage.Probation _,
                    Stage.Live _,
                    Stage.Failed _,
                    Stage.Retiring _,
                    Stage.Retired _ -> false;
        };
    }

    private static Optional<Verification> verification(Stage stage) {
        return switch (stage) {
            case Stage.Verified verified -> Optional.of(verified.verification());
            case Stage.Standby standby -> standby.verification();
            case Stage.Synced _,
                    Stage.Starting _,
                    Stage.Syncing _,
                    Stage.Switching _,
                    Stage.Probation _,
                    Stage.Live _,
                    Stage.Failed _,
                    Stage.Retiring _,
                    Stage.Retired _ -> Optional.empty();
        };
    }

    private static Optional<Attention> attention(Deployment deployment) {
        return switch (deployment.stage()) {
            case Stage.Syncing _, Stage.Synced _, Stage.Verified _, Stage.Switching _ -> Optional.of(Attention.CLOSE);
            case Stage.Standby standby -> Optional.of(standby.rolledBack() ? Attention.CLOSE : Attention.LOOSE);
            // Too far behind it goes back, and that is not to wait for a loose look.
            case Stage.Probation _ ->
                Optional.of(deployment.descriptor().rollback().lag().isPresent() ? Attention.CLOSE : Attention.LOOSE);
            case Stage.Live _ -> Optional.of(Attention.LOOSE);
            case Stage.Starting _, Stage.Failed _, Stage.Retiring _, Stage.Retired _ -> Optional.empty();
        };
    }
}
