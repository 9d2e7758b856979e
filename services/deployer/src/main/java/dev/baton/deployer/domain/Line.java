package dev.baton.deployer.domain;

import dev.baton.deployment.Deployment;
import dev.baton.deployment.Situation;
import dev.baton.descriptor.Descriptor;
import dev.baton.descriptor.WhileBusy;
import dev.baton.events.AbortRequested;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.Request;
import dev.baton.model.DeploymentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The requests for deployments that wait, the oldest first. The log holds them, so a restart changes nothing. */
public final class Line {
    private final RequestFaults faults = new RequestFaults();
    private final Situation situation;
    private final List<Envelope<? extends Request>> waiting;

    public Line(Situation situation) {
        this.situation = situation;
        this.waiting = situation.unanswered().stream()
                .filter(request -> request.event() instanceof DeployRequested)
                .toList();
    }

    /** Whether it is this request's turn: none is older, and none that is younger takes its place. */
    public boolean isNext(Envelope<DeployRequested> request) {
        return olderThan(request).isEmpty()
                && waiting.stream().skip(1).noneMatch(younger -> policy(younger) == WhileBusy.SUPERSEDE);
    }

    /** What ends so that the request can be fulfilled: nothing, unless its policy is to take the others' place. */
    public List<Envelope<?>> roomFor(Envelope<DeployRequested> request) {
        if (policy(request) != WhileBusy.SUPERSEDE) {
            return List.of();
        }
        String version = request.event().version();
        List<Envelope<?>> ends = new ArrayList<>();
        olderThan(request)
                .forEach(older -> ends.add(refused(
                        older, "superseded by version %s, asked for at %s".formatted(version, request.time()))));
        candidate()
                .map(green -> Facts.of(
                        situation.application().name(),
                        green,
                        situation.now(),
                        new DeployAborted(request.event().requestedBy(), "superseded by version " + version)))
                .ifPresent(ends::add);
        return ends;
    }

    /**
     * The answers to a request that waits and to the one that asks for its end; none where nobody asks for that. In this
     * order: what was refused is not begun, whatever happens before the second is written.
     */
    public List<Envelope<?>> withdrawal(Envelope<DeployRequested> request) {
        return situation.unanswered().stream()
                .filter(other -> other.event() instanceof AbortRequested
                        && other.deployment().isPresent()
                        && other.deployment().equals(request.deployment()))
                .findFirst()
                .map(abort -> withdrawal(request, abort))
                .orElse(List.of());
    }

    /** Whether an abort means a deployment that has not begun. */
    boolean holds(Optional<DeploymentId> deployment) {
        return deployment.isPresent()
                && waiting.stream().anyMatch(request -> request.deployment().equals(deployment));
    }

    private List<Envelope<?>> withdrawal(Envelope<DeployRequested> request, Envelope<? extends Request> abort) {
        String by = abort.event().requestedBy();
        String why = ((AbortRequested) abort.event()).reason().orElse("no reason given");
        return List.of(
                refused(request, "aborted by %s before its turn: %s".formatted(by, why)),
                Facts.answer(abort, abort.deployment(), situation.now(), new DeployAborted(by, why)));
    }

    private Envelope<DeployRejected> refused(Envelope<? extends Request> request, String reason) {
        String version = ((DeployRequested) request.event()).version();
        return Facts.answer(
                request,
                request.deployment(),
                situation.now(),
                new DeployRejected(RequestFaults.shown(version), List.of(reason)));
    }

    private List<Envelope<? extends Request>> olderThan(Envelope<DeployRequested> request) {
        return waiting.stream()
                .takeWhile(other -> !other.id().equals(request.id()))
                .toList();
    }

    private Optional<Deployment> candidate() {
        return situation
                .application()
                .inProgress()
                .filter(deployment -> deployment.stage().isCandidate());
    }

    /** What the descriptor says; a request whose descriptor is none is about to be refused. */
    private WhileBusy policy(Envelope<? extends Request> request) {
        return request.event() instanceof DeployRequested asked
                ? faults.descriptor(asked).map(Descriptor::whileBusy).orElse(WhileBusy.REFUSE)
                : WhileBusy.REFUSE;
    }
}
