package dev.baton.deployment;

import static dev.baton.events.EventSamples.APPLICATION;
import static dev.baton.events.EventSamples.NOON;

import dev.baton.deployment.Folded.Accepted;
import dev.baton.deployment.Transition.Part;
import dev.baton.events.DataVerified;
import dev.baton.events.Envelope;
import dev.baton.events.Event;
import dev.baton.events.EventSamples;
import dev.baton.events.GreenStarted;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import dev.baton.model.Address;
import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import dev.baton.model.Forced;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Slot;
import dev.baton.model.Verification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Brings an application to where a test needs it, by the events that would bring it there. Time passes by a second an event. */
final class History {

    /** Every row of the table that any test of this run has visited. */
    static final Set<Transition<?, ?>> VISITED = ConcurrentHashMap.newKeySet();

    static final Duration LEASE = Duration.ofSeconds(60);

    private Application application = Application.unknown(APPLICATION);
    private Instant now = NOON;
    private int count;

    Application application() {
        return application;
    }

    Instant now() {
        return now;
    }

    Stage stage(DeploymentId id) {
        return application.deployment(id).orElseThrow().stage();
    }

    History later(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    /** The event happens and has to count. */
    History then(DeploymentId about, LifecycleEvent event) {
        var folded = fold(about, event);
        if (!(folded instanceof Accepted)) {
            throw new AssertionError("%s is void: %s".formatted(event, folded));
        }
        return this;
    }

    /** What becomes of the event; it is folded in. */
    Folded fold(DeploymentId about, LifecycleEvent event) {
        now = now.plusSeconds(1);
        var before = application;
        var folded = application.after(envelope(about, event));
        application = folded.application();
        note(before, about, event, Part.SUBJECT, folded instanceof Accepted);
        before.deployments().stream()
                .filter(d -> !d.id().equals(about))
                .filter(d -> application.deployment(d.id()).filter(d::equals).isEmpty())
                .forEach(d -> note(before, d.id(), event, Part.COUNTERPART, true));
        return folded;
    }

    Envelope<LifecycleEvent> envelope(DeploymentId about, LifecycleEvent event) {
        return new Envelope<>(
                new EventId("event-" + ++count).consequence(Event.typeOf(event.getClass())),
                URI.create("/baton/test"),
                APPLICATION,
                now,
                Optional.of(about),
                Optional.of(new EventId("event-" + (count - 1))),
                Optional.empty(),
                event);
    }

    History starting(DeploymentId id, Slot slot) {
        return then(id, EventSamples.accepted("1", slot));
    }

    History syncing(DeploymentId id, Slot slot) {
        return starting(id, slot).then(id, new GreenStarted(Address.loopback(18_101), now));
    }

    History synced(DeploymentId id, Slot slot) {
        return syncing(id, slot).then(id, complete());
    }

    History verified(DeploymentId id, Slot slot) {
        return synced(id, slot).then(id, dataVerified());
    }

    History switching(DeploymentId id, Slot slot) {
        verified(id, slot);
        return then(id, promote(slot));
    }

    History probation(DeploymentId id, Slot slot) {
        switching(id, slot);
        return then(id, switched(slot));
    }

    History live(DeploymentId id, Slot slot) {
        probation(id, slot);
        return then(id, new SwitchConfirmed(application.epoch(), 3));
    }

    SyncComplete complete() {
        return new SyncComplete(new ReadinessCertificate(
                now.minusSeconds(10), now.plusSeconds(1), now.plus(LEASE), 100, 101, 10, List.of()));
    }

    DataVerified dataVerified() {
        return new DataVerified(new Verification(now.plusSeconds(1), now.plus(LEASE), 100, List.of(), List.of()));
    }

    SwitchStarted promote(Slot slot) {
        return intention(SwitchStarted.Kind.PROMOTE, slot, Optional.empty());
    }

    SwitchStarted force(Slot slot) {
        return intention(SwitchStarted.Kind.PROMOTE, slot, Optional.of(new Forced("ada", "the source is gone")));
    }

    SwitchStarted rollback(Slot slot) {
        return intention(SwitchStarted.Kind.ROLLBACK, slot, Optional.empty());
    }

    private SwitchStarted intention(SwitchStarted.Kind kind, Slot slot, Optional<Forced> forced) {
        return new SwitchStarted(
                kind, application.live().map(Deployment::id), slot, application.epoch() + 1, "baton", "test", forced);
    }

    Switched switched(Slot slot) {
        return new Switched(
                application.live().map(Deployment::id),
                slot,
                application.epoch(),
                EventSamples.PROOF,
                now.plusSeconds(300),
                Optional.empty());
    }

    private static void note(Application before, DeploymentId about, LifecycleEvent event, Part part, boolean counted) {
        if (counted) {
            before.deployment(about)
                    .flatMap(d -> Lifecycle.table().stream()
                            .filter(row -> row.answers(d.stage(), event, part))
                            .findFirst())
                    .ifPresent(VISITED::add);
        }
    }
}
