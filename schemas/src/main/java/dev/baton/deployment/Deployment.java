package dev.baton.deployment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.Adopted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.Envelope;
import dev.baton.model.Address;
import dev.baton.model.AdoptedInstance;
import dev.baton.model.DatabaseLocation;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.ResolvedImage;
import dev.baton.model.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
 * @param verifiedAt when it was first verified; empty before
 * @param expiresAt when it will be ended because nobody promotes it, as announced; empty before that
 * @param pausedFor how long the application was paused since it was first verified, by pauses that are over; empty
 *     where it was not
 * @param lostAt when it was found that it cannot serve as a standby any more; empty where it can, or is none
 * @param outcome how the attempt ended, once it has
 * @param adopted what somebody else started and Baton adopted; empty where Baton starts it
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
        Optional<Instant> verifiedAt,
        Optional<Instant> expiresAt,
        Optional<Duration> pausedFor,
        Optional<Instant> lostAt,
        Optional<Outcome> outcome,

        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
        @JsonSubTypes({
            @JsonSubTypes.Type(value = AdoptedInstance.Container.class, name = "container"),
            @JsonSubTypes.Type(value = AdoptedInstance.Process.class, name = "process"),
            @JsonSubTypes.Type(value = AdoptedInstance.Elsewhere.class, name = "elsewhere")
        })
        Optional<AdoptedInstance> adopted) {

    public Deployment {
        images = List.copyOf(images);
    }

    /** How an attempt ended. */
    public enum Outcome {
        COMPLETED,
        FAILED
    }

    /** One that begins with the deployer's intention to start it. */
    static Deployment accepted(
            DeploymentId id, Envelope<?> envelope, DeployAccepted accepted, Descriptor descriptor, Address address) {
        return new Deployment(
                id,
                accepted.version(),
                descriptor,
                accepted.slot(),
                address,
                accepted.database(),
                accepted.dataOf(),
                accepted.retires(),
                accepted.requestedBy(),
                accepted.requestedAt(),
                new Stage.Starting(),
                envelope.time(),
                envelope.id(),
                envelope.id(),
                Optional.empty(),
                0,
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** One that begins with what ran already, and so has nothing left to attain. */
    static Deployment adopted(DeploymentId id, Envelope<?> envelope, Adopted adopted) {
        return new Deployment(
                id,
                adopted.version(),
                adopted.descriptor(),
                adopted.slot(),
                adopted.address(),
                adopted.database(),
                Optional.empty(),
                Optional.empty(),
                adopted.requestedBy(),
                adopted.requestedAt(),
                new Stage.Live(adopted.epoch()),
                envelope.time(),
                envelope.id(),
                envelope.id(),
                Optional.of(envelope.time()),
                0,
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Outcome.COMPLETED),
                Optional.of(adopted.instance()));
    }

    Deployment at(Stage next, Instant time, EventId event) {
        var changed = new Draft(this);
        if (next.getClass() != stage.getClass()) {
            changed.since = time;
            changed.enteredBy = event;
            changed.lostAt = Optional.empty();
        }
        changed.stage = next;
        changed.lastEvent = event;
        return changed.deployment(this);
    }

    Deployment started(Instant time) {
        return with(draft -> draft.startedAt = Optional.of(startedAt.orElse(time)));
    }

    /** What the ended run has printed says nothing about the next one. */
    Deployment exited(int times) {
        return with(draft -> {
            draft.exits = times;
            draft.logMatchedAt = Optional.empty();
        });
    }

    Deployment switchFailed() {
        return with(draft -> draft.failedSwitches++);
    }

    Deployment resolved(List<ResolvedImage> found) {
        return with(draft -> draft.images = found);
    }

    Deployment logMatched(Instant time) {
        return with(draft -> draft.logMatchedAt = Optional.of(time));
    }

    Deployment verified(Instant time) {
        return with(draft -> draft.verifiedAt = Optional.of(verifiedAt.orElse(time)));
    }

    Deployment expiresAt(Instant time) {
        return with(draft -> draft.expiresAt = Optional.of(time));
    }

    /** What was announced does not happen during a pause; it is announced anew after it. */
    Deployment paused() {
        return with(draft -> draft.expiresAt = Optional.empty());
    }

    /** The time that it may wait for a promotion does not run during a pause. */
    Deployment resumed(Pause pause, Instant time) {
        return with(draft -> draft.pausedFor = verifiedAt
                .map(verified -> verified.isAfter(pause.since()) ? verified : pause.since())
                .filter(time::isAfter)
                .map(from -> pausedFor.orElse(Duration.ZERO).plus(Duration.between(from, time)))
                .or(() -> pausedFor));
    }

    Deployment lost(Instant time) {
        return with(draft -> draft.lostAt = Optional.of(time));
    }

    Deployment restored() {
        return with(draft -> draft.lostAt = Optional.empty());
    }

    Deployment ended(Outcome how) {
        return with(draft -> draft.outcome = Optional.of(how));
    }

    private Deployment with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.deployment(this);
    }

    /** What may change in a deployment's life. */
    private static final class Draft {
        private Stage stage;
        private Instant since;
        private EventId enteredBy;
        private EventId lastEvent;
        private Optional<Instant> startedAt;
        private int exits;
        private int failedSwitches;
        private List<ResolvedImage> images;
        private Optional<Instant> logMatchedAt;
        private Optional<Instant> verifiedAt;
        private Optional<Instant> expiresAt;
        private Optional<Duration> pausedFor;
        private Optional<Instant> lostAt;
        private Optional<Outcome> outcome;

        Draft(Deployment of) {
            stage = of.stage;
            since = of.since;
            enteredBy = of.enteredBy;
            lastEvent = of.lastEvent;
            startedAt = of.startedAt;
            exits = of.exits;
            failedSwitches = of.failedSwitches;
            images = of.images;
            logMatchedAt = of.logMatchedAt;
            verifiedAt = of.verifiedAt;
            expiresAt = of.expiresAt;
            pausedFor = of.pausedFor;
            lostAt = of.lostAt;
            outcome = of.outcome;
        }

        Deployment deployment(Deployment fixed) {
            return new Deployment(
                    fixed.id,
                    fixed.version,
                    fixed.descriptor,
                    fixed.slot,
                    fixed.address,
                    fixed.database,
                    fixed.dataOf,
                    fixed.retires,
                    fixed.requestedBy,
                    fixed.requestedAt,
                    stage,
                    since,
                    enteredBy,
                    lastEvent,
                    startedAt,
                    exits,
                    failedSwitches,
                    images,
                    logMatchedAt,
                    verifiedAt,
                    expiresAt,
                    pausedFor,
                    lostAt,
                    outcome,
                    fixed.adopted);
        }
    }
}
