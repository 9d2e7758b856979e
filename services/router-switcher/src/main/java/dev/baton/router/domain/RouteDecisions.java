package dev.baton.router.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Decision;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Hold;
import dev.baton.deployment.Lifecycle;
import dev.baton.deployment.Situation;
import dev.baton.deployment.Stage;
import dev.baton.events.AbortRequested;
import dev.baton.events.AdoptRequested;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.PauseRequested;
import dev.baton.events.Paused;
import dev.baton.events.PromoteRequested;
import dev.baton.events.Request;
import dev.baton.events.ResumeRequested;
import dev.baton.events.Resumed;
import dev.baton.events.RollbackRequested;
import dev.baton.events.SwitchStarted;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is due for an application's route. Pure: the same situation is decided the same way, with the same ids. */
public final class RouteDecisions {

    /** Who publishes, as CloudEvents' {@code source}; and who asked, where nobody did. */
    public static final URI SOURCE = URI.create("/baton/router-switcher");

    private RouteDecisions() {}

    /**
     * At most one switch is decided upon. While one is under way nothing else is: requests wait for its outcome.
     *
     * @return the intentions and refusals to publish, and the effects that the stages ask for
     */
    public static Decision<RouterEffect> decide(Situation situation) {
        var application = situation.application();
        var switching = application.switching();
        if (switching.isPresent()) {
            return Decision.carryOut(new RouterEffect.MoveTraffic(
                    application.name(), switching.get().id(), application.epoch()));
        }
        var events = answers(situation);
        if (events.stream().noneMatch(RouteDecisions::changesWhatMayMove)) {
            automaticPromotion(application, situation.now()).ifPresent(events::add);
        }
        return new Decision<>(events, probation(application).stream().toList());
    }

    /**
     * The way back that nobody asked for. It is given up after {@value Lifecycle#MOST_FAILED_SWITCHES} failures: a
     * person has to look then.
     *
     * @param reason what was measured
     * @return the intention; empty where there is nowhere to go back to
     */
    public static Optional<Envelope<SwitchStarted>> automaticRollback(
            Application application, String reason, Instant now) {
        return application
                .standby()
                .filter(standby -> standby.failedSwitches() < Lifecycle.MOST_FAILED_SWITCHES)
                .map(standby -> {
                    var intention = new SwitchStarted(
                            SwitchStarted.Kind.ROLLBACK,
                            application.live().map(Deployment::id),
                            standby.slot(),
                            application.epoch() + 1,
                            SOURCE.toString(),
                            reason,
                            Optional.empty());
                    return follows(standby.lastEvent(), application, standby.id(), now, intention);
                });
    }

    /** The route that an application's events say is in force. */
    public static Optional<Route> routeOf(Application application) {
        return application.live().flatMap(live -> switch (live.stage()) {
            case Stage.Live(var epoch) -> Optional.of(new Route(live.slot(), epoch, live.id()));
            case Stage.Probation probation -> Optional.of(new Route(live.slot(), probation.epoch(), live.id()));
            case Stage.Starting _,
                    Stage.Syncing _,
                    Stage.Synced _,
                    Stage.Verified _,
                    Stage.Switching _,
                    Stage.Standby _,
                    Stage.Failed _,
                    Stage.Retiring _,
                    Stage.Retired _ -> Optional.empty();
        });
    }

    /** Whether the traffic is on its way back to this deployment, as a standby. */
    public static boolean leadsBack(Deployment target) {
        return target.stage() instanceof Stage.Switching switching
                && switching.intention().kind() == SwitchStarted.Kind.ROLLBACK;
    }

    /**
     * Whether one of several routers may serve on by a route that the others have left, while it cannot serve by the one
     * that is due: as long as the version is kept there. An answer by it is better than none, and is no secret.
     */
    public static boolean mayServeOn(Application application, Route left) {
        var kept = application
                .deployment(left.deployment())
                .filter(deployment -> deployment.stage() instanceof Stage.Standby)
                .isPresent();
        return kept
                && routeOf(application)
                        .filter(due -> left.epoch() < due.epoch())
                        .isPresent();
    }

    /**
     * What a route that does not prove itself is to be replaced by: the one that the events say, or the one by which one
     * of several routers serves on for now.
     *
     * @param inForce before that route
     */
    public static Optional<Route> former(Application application, RouteInForce inForce) {
        return inForce instanceof RouteInForce.Routed(var current) && mayServeOn(application, current)
                ? Optional.of(current)
                : routeOf(application);
    }

    /** Whom requests for the preview reach: green from its start until its switch begins. */
    public static Optional<Candidate> candidateOf(Application application) {
        return application
                .inProgress()
                .filter(green -> switch (green.stage()) {
                    case Stage.Syncing _, Stage.Synced _, Stage.Verified _ -> true;
                    case Stage.Starting _,
                            Stage.Switching _,
                            Stage.Probation _,
                            Stage.Live _,
                            Stage.Standby _,
                            Stage.Failed _,
                            Stage.Retiring _,
                            Stage.Retired _ -> false;
                })
                .map(green -> new Candidate(green.slot(), green.id()));
    }

    /** An event that follows from one of which only the id is known. */
    public static <E extends Event> Envelope<E> follows(
            EventId cause, Application application, DeploymentId about, Instant now, E event) {
        return new Envelope<>(
                cause.consequence(Event.typeOf(event.getClass())),
                SOURCE,
                application.name(),
                now,
                Optional.of(about),
                Optional.of(cause),
                Optional.empty(),
                event);
    }

    private static List<Envelope<?>> answers(Situation situation) {
        var events = new ArrayList<Envelope<?>>();
        for (var request : situation.unanswered()) {
            answer(situation, request).ifPresent(events::add);
            if (events.stream().anyMatch(RouteDecisions::changesWhatMayMove)) {
                break;
            }
        }
        return events;
    }

    private static Optional<Envelope<?>> answer(Situation situation, Envelope<? extends Request> request) {
        return switch (request.event()) {
            case PromoteRequested promote ->
                Optional.of(RequestAnswers.promote(situation.application(), request, promote, situation.now()));
            case RollbackRequested rollback ->
                Optional.of(RequestAnswers.rollback(situation.application(), request, rollback, situation.now()));
            case PauseRequested pause ->
                Optional.of(PauseAnswers.pause(situation.application(), request, pause, situation.now()));
            case ResumeRequested resume ->
                Optional.of(PauseAnswers.resume(situation.application(), request, resume, situation.now()));
            case DeployRequested _, AdoptRequested _, AbortRequested _ ->
                Optional.empty(); // the deployer answers these
        };
    }

    /** Whether what else is due is known only once this was read back. */
    private static boolean changesWhatMayMove(Envelope<?> event) {
        return event.event() instanceof SwitchStarted
                || event.event() instanceof Paused
                || event.event() instanceof Resumed;
    }

    private static Optional<Envelope<SwitchStarted>> automaticPromotion(Application application, Instant now) {
        return application
                .inProgress()
                .filter(green -> green.stage() instanceof Stage.Verified verified && isReleased(verified, now))
                .filter(green -> Hold.of(application, green, now).isEmpty())
                .map(green -> {
                    var intention = new SwitchStarted(
                            SwitchStarted.Kind.PROMOTE,
                            application.live().map(Deployment::id),
                            green.slot(),
                            application.epoch() + 1,
                            SOURCE.toString(),
                            "readiness and data are proven, and the descriptor says promotion: automatic",
                            Optional.empty());
                    return follows(green.lastEvent(), application, green.id(), now, intention);
                });
    }

    /** After a failed switch the data must have been verified anew: a repetition with nothing changed would fail again. */
    private static boolean isReleased(Stage.Verified verified, Instant now) {
        return verified.provenAt(now)
                && verified.switchFailedAt()
                        .map(failed -> verified.verification().verifiedAt().isAfter(failed))
                        .orElse(true);
    }

    static Optional<RouterEffect> probation(Application application) {
        return application
                .live()
                .flatMap(live -> live.stage() instanceof Stage.Probation probation
                        ? Optional.of(new RouterEffect.WatchProbation(application.name(), live.id(), probation.epoch()))
                        : Optional.empty());
    }
}
