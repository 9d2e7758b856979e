package dev.baton.deployment;

import dev.baton.descriptor.Descriptor;
import dev.baton.model.Address;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.ResolvedImage;
import dev.baton.model.Slot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One attempt to bring one version live, as far as its events tell.
 *
 * @param dataOf the deployment whose database it uses; empty where it has its own, or none
 * @param retires the standby whose slot it takes, if one must give it up
 * @param stage where it stands
 * @param since when it came to that stage
 * @param enteredBy the event that brought it there
 * @param lastEvent the last event that changed anything, the cause of what follows
 * @param startedAt when its instance was first healthy; empty before
 * @param exits how often its instance ended by itself
 * @param failedSwitches how many switches to it have failed
 * @param images what runs, where it runs as containers; empty before they are resolved
 * @param logMatchedAt when a line of its instance's output matched {@code sync.log} in the run that is on; empty before
 * @param outcome how the attempt ended, once it has
 */
public record Deployment(
        DeploymentId id,
        String version,
        Descriptor descriptor,
        Slot slot,
        Address address,
        Optional<DatabaseLocation> database,
        Optional<DeploymentId> dataOf,
        Optional<DeploymentId> retires,
        String requestedBy,
        Instant requestedAt,
        Stage stage,
        Instant since,
        EventId enteredBy,
        EventId lastEvent,
        Optional<Instant> startedAt,
        int exits,
        int failedSwitches,
        List<ResolvedImage> images,
        Optional<Instant> logMatchedAt,
        Optional<Outcome> outcome) {

    public Deployment {
        images = List.copyOf(images);
    }

    /** How an attempt ended. */
    public enum Outcome {
        COMPLETED,
        FAILED
    }

    Deployment at(Stage next, Instant time, EventId event) {
        var sameStage = next.getClass() == stage.getClass();
        return new Deployment(
                id,
                version,
                descriptor,
                slot,
                address,
                database,
                dataOf,
                retires,
                requestedBy,
                requestedAt,
                next,
                sameStage ? since : time,
                sameStage ? enteredBy : event,
                event,
                startedAt,
                exits,
                failedSwitches,
                images,
                logMatchedAt,
                outcome);
    }

    Deployment started(Instant time) {
        return with(Optional.of(startedAt.orElse(time)), exits, failedSwitches, images, logMatchedAt, outcome);
    }

    /** What the ended run has printed says nothing about the next one. */
    Deployment exited(int times) {
        return with(startedAt, times, failedSwitches, images, Optional.empty(), outcome);
    }

    Deployment switchFailed() {
        return with(startedAt, exits, failedSwitches + 1, images, logMatchedAt, outcome);
    }

    Deployment resolved(List<ResolvedImage> found) {
        return with(startedAt, exits, failedSwitches, found, logMatchedAt, outcome);
    }

    Deployment logMatched(Instant time) {
        return with(startedAt, exits, failedSwitches, images, Optional.of(time), outcome);
    }

    Deployment ended(Outcome how) {
        return with(startedAt, exits, failedSwitches, images, logMatchedAt, Optional.of(how));
    }

    private Deployment with(
            Optional<Instant> started,
            int newExits,
            int newFailed,
            List<ResolvedImage> newImages,
            Optional<Instant> matched,
            Optional<Outcome> newOutcome) {
        return new Deployment(
                id,
                version,
                descriptor,
                slot,
                address,
                database,
                dataOf,
                retires,
                requestedBy,
                requestedAt,
                stage,
                since,
                enteredBy,
                lastEvent,
                started,
                newExits,
                newFailed,
                newImages,
                matched,
                newOutcome);
    }
}
