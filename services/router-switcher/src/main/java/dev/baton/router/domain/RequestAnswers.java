package dev.baton.router.domain;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Hold;
import dev.baton.deployment.Stage;
import dev.baton.events.Envelope;
import dev.baton.events.PromoteRequested;
import dev.baton.events.Request;
import dev.baton.events.RequestRejected;
import dev.baton.events.RollbackRequested;
import dev.baton.events.SwitchStarted;
import dev.baton.model.DeploymentId;
import dev.baton.model.Forced;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Answers what people ask for: by the intention to do it, or by every reason why not. */
final class RequestAnswers {

    /** A request that is older when it is first read was made for a situation that has passed. */
    static final Duration OLDEST = Duration.ofMinutes(10);

    private RequestAnswers() {}

    static Envelope<?> promote(
            Application application, Envelope<? extends Request> request, PromoteRequested promote, Instant now) {
        var reasons = new ArrayList<String>();
        late(request, now).ifPresent(reasons::add);
        var forced = Optional.<Forced>empty();
        if (promote.force()) {
            var why = promote.reason().filter(text -> !text.isBlank());
            if (why.isEmpty()) {
                reasons.add("a forced promote needs a reason, for the record");
            }
            if (promote.requestedBy().isBlank()) {
                reasons.add("a forced promote needs to say who asks, for the record");
            }
            forced = why.filter(_ -> !promote.requestedBy().isBlank())
                    .map(text -> new Forced(promote.requestedBy(), text));
        }
        var target = promotable(application, request.deployment());
        if (target.isEmpty()) {
            reasons.add(unknown(application, request.deployment(), "nothing of %s waits to be promoted"));
        }
        target.ifPresent(green -> reasons.addAll(objections(green, promote.force(), now)));
        target.filter(green -> !promote.force() && mayBePromoted(green.stage()))
                .ifPresent(green -> reasons.addAll(closedGates(application, green, now)));
        return target.isPresent() && reasons.isEmpty()
                ? intention(
                        application,
                        request,
                        target.get(),
                        SwitchStarted.Kind.PROMOTE,
                        promote.reason().orElse("promoted by hand"),
                        forced,
                        now)
                : refusal(request, reasons, now);
    }

    static Envelope<?> rollback(
            Application application, Envelope<? extends Request> request, RollbackRequested rollback, Instant now) {
        var reasons = new ArrayList<String>();
        late(request, now).ifPresent(reasons::add);
        var live = application.live();
        var standby = application.standby();
        if (live.isEmpty()) {
            reasons.add("no version of %s is live".formatted(application.name()));
        }
        if (standby.isEmpty()) {
            reasons.add(
                    "%s has no standby to go back to: it was retired, or was itself rolled back and has to be promoted"
                            .formatted(application.name()));
        }
        // Both ways of naming it are clear: who is to leave, or who is to serve again.
        if (request.deployment().isPresent()
                && !request.deployment().equals(live.map(Deployment::id))
                && !request.deployment().equals(standby.map(Deployment::id))) {
            reasons.add("deployment %s is neither live nor the standby any more"
                    .formatted(request.deployment().get()));
        }
        return standby.isPresent() && reasons.isEmpty()
                ? intention(
                        application,
                        request,
                        standby.get(),
                        SwitchStarted.Kind.ROLLBACK,
                        rollback.reason().orElse("rolled back by hand"),
                        Optional.empty(),
                        now)
                : refusal(request, reasons, now);
    }

    /** The named one, or else the one in progress, or else the newest that was rolled back. */
    private static Optional<Deployment> promotable(Application application, Optional<DeploymentId> named) {
        if (named.isPresent()) {
            return application.deployment(named.get());
        }
        return application
                .inProgress()
                .or(() -> application.deployments().stream()
                        .filter(deployment ->
                                deployment.stage() instanceof Stage.Standby standby && standby.rolledBack())
                        .max(Comparator.comparing(Deployment::since)));
    }

    private static List<String> objections(Deployment green, boolean force, Instant now) {
        return switch (green.stage()) {
            case Stage.Verified verified ->
                force
                        ? List.of()
                        : unproven(Optional.of(verified.certificate()), Optional.of(verified.verification()), now);
            case Stage.Standby standby ->
                force ? List.of() : unproven(standby.certificate(), standby.verification(), now);
            case Stage.Syncing _, Stage.Synced _ ->
                force
                        ? List.of()
                        : List.of(
                                "deployment %s is not verified, it is %s; wait for DataVerified, or force with a reason"
                                        .formatted(green.id(), green.stage().name()));
            case Stage.Starting _ -> List.of("deployment %s has not started yet".formatted(green.id()));
            case Stage.Probation _, Stage.Live _ -> List.of("deployment %s is live already".formatted(green.id()));
            case Stage.Switching _ -> List.of("the traffic is moving to deployment %s already".formatted(green.id()));
            case Stage.Failed(var why) -> List.of("deployment %s has failed: %s".formatted(green.id(), why));
            case Stage.Retiring _, Stage.Retired _ -> List.of("deployment %s was retired".formatted(green.id()));
        };
    }

    private static boolean mayBePromoted(Stage stage) {
        return switch (stage) {
            case Stage.Syncing _, Stage.Synced _, Stage.Verified _, Stage.Standby _ -> true;
            case Stage.Starting _,
                    Stage.Switching _,
                    Stage.Probation _,
                    Stage.Live _,
                    Stage.Failed _,
                    Stage.Retiring _,
                    Stage.Retired _ -> false;
        };
    }

    private static List<String> closedGates(Application application, Deployment green, Instant now) {
        return Hold.beyondPeople(application, green.descriptor().gates(), now).stream()
                .map(hold -> hold.reason() + "; wait for that, or force with a reason")
                .toList();
    }

    private static List<String> unproven(
            Optional<ReadinessCertificate> certificate, Optional<Verification> verification, Instant now) {
        var reasons = new ArrayList<String>();
        expired("readiness", certificate.map(ReadinessCertificate::validUntil), now)
                .ifPresent(reasons::add);
        expired("the verification of its data", verification.map(Verification::validUntil), now)
                .ifPresent(reasons::add);
        return reasons;
    }

    private static Optional<String> expired(String what, Optional<Instant> validUntil, Instant now) {
        if (validUntil.isEmpty()) {
            return Optional.of(what + " is not proven; wait for it, or force with a reason");
        }
        return validUntil
                .filter(now::isAfter)
                .map(until -> "%s expired at %s; wait until it is proven again, or force with a reason"
                        .formatted(what, until));
    }

    static Optional<String> late(Envelope<?> request, Instant now) {
        return request.time().plus(OLDEST).isBefore(now)
                ? Optional.of("it was asked at %s, more than %d minutes before it was read; ask again if it still holds"
                        .formatted(request.time(), OLDEST.toMinutes()))
                : Optional.empty();
    }

    private static String unknown(Application application, Optional<DeploymentId> named, String otherwise) {
        return named.map(id -> "deployment %s of %s is not known".formatted(id, application.name()))
                .orElseGet(() -> otherwise.formatted(application.name()));
    }

    private static Envelope<SwitchStarted> intention(
            Application application,
            Envelope<? extends Request> request,
            Deployment target,
            SwitchStarted.Kind kind,
            String reason,
            Optional<Forced> forced,
            Instant now) {
        var started = new SwitchStarted(
                kind,
                application.live().map(Deployment::id),
                target.slot(),
                application.epoch() + 1,
                request.event().requestedBy(),
                reason,
                forced);
        return request.leadsTo(RouteDecisions.SOURCE, Optional.of(target.id()), now, started);
    }

    static Envelope<RequestRejected> refusal(Envelope<? extends Request> request, List<String> reasons, Instant now) {
        return request.leadsTo(
                RouteDecisions.SOURCE, request.deployment(), now, new RequestRejected(request.type(), reasons));
    }
}
