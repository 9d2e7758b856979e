package dev.baton.audit.adapter.http;

import dev.baton.audit.domain.trail.Head;
import dev.baton.audit.domain.trail.History;
import dev.baton.deployment.Deployment;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.ResolvedImage;
import dev.baton.model.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A deployment with its timeline.
 *
 * @param reason of a failed or retiring one: why
 * @param exits how often its instance ended by itself
 * @param images what runs, where it runs as containers; empty otherwise
 * @param dataOf the deployment whose database it uses; empty where it has its own, or none
 * @param timeline the stages it came to, the oldest first
 * @param stepsLeftOut how many steps after the first are not shown, because there were too many
 * @param asOf the last record of the application that this answer rests on
 */
record DeploymentView(
        DeploymentId deployment,
        ApplicationName application,
        String version,
        Slot slot,
        Address address,
        String stage,
        Instant since,
        String requestedBy,
        Instant requestedAt,
        Optional<Deployment.Outcome> outcome,
        Optional<String> reason,
        int exits,
        int failedSwitches,
        List<ResolvedImage> images,
        Optional<DeploymentId> dataOf,
        List<TimelineStep> timeline,
        int stepsLeftOut,
        Optional<ProgressView> progress,
        Head asOf) {

    static DeploymentView of(History history, Optional<ProgressView> progress, Head asOf) {
        var d = history.deployment();
        return new DeploymentView(
                d.id(),
                history.application(),
                d.version(),
                d.slot(),
                d.address(),
                d.stage().name(),
                d.since(),
                d.requestedBy(),
                d.requestedAt(),
                d.outcome(),
                RoleView.reasonOf(d.stage()),
                d.exits(),
                d.failedSwitches(),
                d.images(),
                d.dataOf(),
                timeline(history),
                history.stepsLeftOut(),
                progress,
                asOf);
    }

    private static List<TimelineStep> timeline(History history) {
        var steps = history.steps();
        return IntStream.range(0, steps.size())
                .mapToObj(i -> {
                    var step = steps.get(i);
                    var duration = i + 1 < steps.size()
                            ? Optional.of(
                                    Duration.between(step.at(), steps.get(i + 1).at()))
                            : Optional.<Duration>empty();
                    return new TimelineStep(
                            step.stage(), step.at(), duration, step.event(), step.eventId(), step.sequence());
                })
                .toList();
    }

    /**
     * One step.
     *
     * @param duration how long it stayed at that stage; empty while it is there
     * @param event the type of the event that brought it there
     * @param sequence the number of the event's record
     */
    record TimelineStep(
            String stage, Instant at, Optional<Duration> duration, String event, EventId eventId, long sequence) {}
}
