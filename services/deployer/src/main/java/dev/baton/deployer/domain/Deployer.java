package dev.baton.deployer.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Decision;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Deployment.Outcome;
import dev.baton.deployment.Situation;
import dev.baton.deployment.Stage.Failed;
import dev.baton.deployment.Stage.Live;
import dev.baton.deployment.Stage.Probation;
import dev.baton.deployment.Stage.Retired;
import dev.baton.deployment.Stage.Retiring;
import dev.baton.deployment.Stage.Standby;
import dev.baton.deployment.Stage.Starting;
import dev.baton.deployment.Stage.Switching;
import dev.baton.deployment.Stage.Synced;
import dev.baton.deployment.Stage.Syncing;
import dev.baton.deployment.Stage.Verified;
import dev.baton.events.AbortRequested;
import dev.baton.events.AdoptRequested;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployFailed;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.Request;
import dev.baton.events.RequestRejected;
import dev.baton.model.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is due for one application. It looks at nothing but the state, so it does not matter how often it is asked, or
 * what was going on when the deployer died.
 */
public final class Deployer {
    private Deployer() {}

    /** What to publish and what to do, as things stand. */
    public static Decision<Effect> decide(Situation situation) {
        Application application = situation.application();
        Instant now = situation.now();
        List<Envelope<?>> events = new ArrayList<>();
        List<Effect> effects = new ArrayList<>();
        for (Deployment deployment : application.deployments()) {
            ending(application, deployment, now)
                    .ifPresent(event -> events.add(Facts.of(application.name(), deployment, now, event)));
            care(application, deployment).ifPresent(effects::add);
        }
        Line line = new Line(situation);
        for (Envelope<? extends Request> request : situation.unanswered()) {
            if (request.event() instanceof AbortRequested abort && !line.holds(request.deployment())) {
                events.add(answer(application, request, abort, now));
            }
        }
        // All of them, for what is wrong is refused at once; whose turn it is, is looked at when they are answered.
        for (Envelope<? extends Request> request : situation.unanswered()) {
            Optional<Envelope<AdoptRequested>> adoption = only(AdoptRequested.class, request);
            if (adoption.isPresent()) {
                // What comes after it may be the next version of what is adopted.
                effects.add(new Effect.AnswerAdoption(adoption.get()));
                break;
            }
            only(DeployRequested.class, request).map(Effect.AnswerRequest::new).ifPresent(effects::add);
        }
        return new Decision<>(events, effects);
    }

    /** The deployment's last words: how it ended, and then that it goes. */
    private static Optional<LifecycleEvent> ending(Application application, Deployment deployment, Instant now) {
        Optional<LifecycleEvent> outcome = outcome(deployment, now);
        return outcome.or(() -> Expiry.due(application, deployment, now))
                .or(() -> Retirement.due(application, deployment, now).map(event -> event));
    }

    private static Optional<LifecycleEvent> outcome(Deployment deployment, Instant now) {
        return switch (deployment.stage()) {
            case Live _ -> completed(deployment, now);
            case Standby standby ->
                standby.rolledBack()
                        ? failed(deployment, "it was rolled back: the version before it serves again")
                        : completed(deployment, now);
            case Failed(String reason) -> failed(deployment, reason);
            case Starting _, Syncing _, Synced _, Verified _, Switching _, Probation _, Retiring _, Retired _ ->
                Optional.empty();
        };
    }

    private static Optional<LifecycleEvent> completed(Deployment deployment, Instant now) {
        return deployment.outcome().equals(Optional.of(Outcome.COMPLETED))
                ? Optional.empty()
                : Optional.of(
                        new DeployCompleted(deployment.version(), Duration.between(deployment.requestedAt(), now)));
    }

    private static Optional<LifecycleEvent> failed(Deployment deployment, String reason) {
        return deployment.outcome().equals(Optional.of(Outcome.FAILED))
                ? Optional.empty()
                : Optional.of(new DeployFailed(deployment.version(), reason));
    }

    private static Optional<Effect> care(Application application, Deployment deployment) {
        DeploymentId id = deployment.id();
        return switch (deployment.stage()) {
            case Starting _ ->
                slotIsClear(application, deployment)
                        ? Optional.of(new Effect.StartInstance(application.name(), id))
                        : Optional.empty();
            case Syncing _, Synced _, Verified _, Switching _, Probation _, Live _, Standby _ ->
                Optional.of(new Effect.WatchInstance(application.name(), id));
            case Retiring _ -> Optional.of(new Effect.RetireInstance(application.name(), id));
            case Failed _, Retired _ -> Optional.empty();
        };
    }

    private static boolean slotIsClear(Application application, Deployment deployment) {
        return application.deployments().stream()
                .filter(other -> !other.id().equals(deployment.id()))
                .noneMatch(other ->
                        other.slot() == deployment.slot() && other.stage().holdsSlot());
    }

    private static Envelope<?> answer(
            Application application, Envelope<? extends Request> request, AbortRequested abort, Instant now) {
        Optional<Deployment> target = request.deployment()
                .flatMap(application::deployment)
                .or(() -> request.deployment().isPresent() ? Optional.empty() : application.inProgress());
        if (target.isEmpty()) {
            return refused(request, "there is no such deployment in progress: nothing to abort", now);
        }
        Deployment deployment = target.get();
        return switch (deployment.stage()) {
            case Starting _, Syncing _, Synced _, Verified _ ->
                Facts.answer(
                        request,
                        Optional.of(deployment.id()),
                        now,
                        new DeployAborted(abort.requestedBy(), abort.reason().orElse("no reason given")));
            case Switching _ ->
                refused(request, "the traffic is moving to it right now: ask again when that is over", now);
            case Probation _, Live _ ->
                refused(request, "it serves users: use rollback to bring the version before back", now);
            case Standby _ -> refused(request, "it is a standby, not on its way to its first switch", now);
            case Failed _, Retiring _, Retired _ ->
                refused(
                        request,
                        "it has ended already: it is " + deployment.stage().name(),
                        now);
        };
    }

    private static Envelope<RequestRejected> refused(Envelope<? extends Request> request, String reason, Instant now) {
        return Facts.answer(request, request.deployment(), now, new RequestRejected(request.type(), List.of(reason)));
    }

    private static <R extends Request> Optional<Envelope<R>> only(Class<R> kind, Envelope<? extends Request> request) {
        return kind.isInstance(request.event())
                ? Optional.of(new Envelope<>(
                        request.id(),
                        request.source(),
                        request.application(),
                        request.time(),
                        request.deployment(),
                        request.cause(),
                        request.traceparent(),
                        kind.cast(request.event())))
                : Optional.empty();
    }
}
