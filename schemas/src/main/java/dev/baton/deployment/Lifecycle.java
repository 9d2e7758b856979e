package dev.baton.deployment;

import static dev.baton.deployment.Transition.Part.COUNTERPART;
import static dev.baton.deployment.Transition.Part.SUBJECT;

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
import dev.baton.deployment.Transition.Part;
import dev.baton.deployment.Transition.Step;
import dev.baton.events.DataMismatch;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAborted;
import dev.baton.events.GreenFailed;
import dev.baton.events.GreenStarted;
import dev.baton.events.InstanceRetired;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessLost;
import dev.baton.events.RetireStarted;
import dev.baton.events.RolledBack;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncStalled;
import dev.baton.model.ReadinessCertificate;
import dev.baton.model.Verification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The transition table of a deployment. It is data: the diagram in the documentation is made from it, and a test fails
 * on a row that no test visits.
 *
 * <p>An event without a row, or whose row's rule yields nothing, is void: a duplicate, a late one, or an intention that
 * lost a race. It changes nothing.
 */
public final class Lifecycle {

    /** After that many failed switches a deployment has failed. */
    public static final int MOST_FAILED_SWITCHES = 3;

    private static final List<Transition<?, ?>> TABLE = Stream.of(
                    starting(), syncing(), synced(), verified(), switching(), serving(), standby(), ending())
            .flatMap(List::stream)
            .toList();

    private Lifecycle() {}

    /** Every row. */
    public static List<Transition<?, ?>> table() {
        return TABLE;
    }

    static Optional<Stage> next(Deployment deployment, LifecycleEvent event, Part part, Instant time) {
        return TABLE.stream()
                .filter(row -> row.answers(deployment.stage(), event, part))
                .findFirst()
                .flatMap(row -> row.apply(deployment, event, time));
    }

    private static List<Transition<?, ?>> starting() {
        return List.of(
                to(Syncing.class, Starting.class, GreenStarted.class, step -> new Syncing()),
                to(Failed.class, Starting.class, GreenFailed.class, step -> failed(step.event())),
                to(Failed.class, Starting.class, DeployAborted.class, step -> aborted(step.event())));
    }

    private static List<Transition<?, ?>> syncing() {
        return List.of(
                when(Synced.class, Syncing.class, SyncComplete.class, Lifecycle::firstProof),
                when(Switching.class, Syncing.class, SwitchStarted.class, Lifecycle::forcedSwitch),
                to(Failed.class, Syncing.class, SyncStalled.class, step -> stalled(step.event())),
                to(Failed.class, Syncing.class, GreenFailed.class, step -> failed(step.event())),
                to(Failed.class, Syncing.class, DeployAborted.class, step -> aborted(step.event())));
    }

    private static List<Transition<?, ?>> synced() {
        return List.of(
                to(
                        Synced.class,
                        Synced.class,
                        SyncComplete.class,
                        step -> new Synced(
                                newer(step.stage().certificate(), step.event()),
                                step.stage().since())),
                when(
                        Verified.class,
                        Synced.class,
                        DataVerified.class,
                        step -> Optional.of(step.event().verification())
                                .filter(found -> !found.verifiedAt()
                                        .isBefore(step.stage().since()))
                                .map(found -> new Verified(
                                        step.stage().certificate(),
                                        found,
                                        step.stage().since(),
                                        Optional.empty(),
                                        Optional.of(step.time())))),
                when(Switching.class, Synced.class, SwitchStarted.class, Lifecycle::forcedSwitch),
                to(Syncing.class, Synced.class, ReadinessLost.class, step -> new Syncing()),
                to(Failed.class, Synced.class, DataMismatch.class, step -> mismatch(step.event())),
                to(Failed.class, Synced.class, SyncStalled.class, step -> stalled(step.event())),
                to(Failed.class, Synced.class, GreenFailed.class, step -> failed(step.event())),
                to(Failed.class, Synced.class, DeployAborted.class, step -> aborted(step.event())));
    }

    private static List<Transition<?, ?>> verified() {
        return List.of(
                to(
                        Verified.class,
                        Verified.class,
                        SyncComplete.class,
                        step -> new Verified(
                                newer(step.stage().certificate(), step.event()),
                                step.stage().verification(),
                                step.stage().since(),
                                step.stage().switchFailedAt(),
                                step.stage().verifiedSince())),
                to(
                        Verified.class,
                        Verified.class,
                        DataVerified.class,
                        step -> new Verified(
                                step.stage().certificate(),
                                newer(step.stage().verification(), step.event()),
                                step.stage().since(),
                                step.stage().switchFailedAt(),
                                step.stage().verifiedSince())),
                to(
                        Switching.class,
                        Verified.class,
                        SwitchStarted.class,
                        step -> new Switching(step.event(), step.stage())),
                to(Syncing.class, Verified.class, ReadinessLost.class, step -> new Syncing()),
                to(Failed.class, Verified.class, DataMismatch.class, step -> mismatch(step.event())),
                to(Failed.class, Verified.class, SyncStalled.class, step -> stalled(step.event())),
                to(Failed.class, Verified.class, GreenFailed.class, step -> failed(step.event())),
                to(Failed.class, Verified.class, DeployAborted.class, step -> aborted(step.event())));
    }

    private static List<Transition<?, ?>> switching() {
        return List.of(
                when(
                        Probation.class,
                        Switching.class,
                        Switched.class,
                        step -> Optional.of(step)
                                .filter(it -> it.event().epoch()
                                        == it.stage().intention().epoch())
                                .map(it -> new Probation(
                                        it.event().probationUntil(),
                                        it.event().epoch(),
                                        it.event().from()))),
                new Transition<>(
                        Switching.class,
                        SwitchFailed.class,
                        SUBJECT,
                        List.of(Syncing.class, Synced.class, Verified.class, Standby.class, Failed.class),
                        Lifecycle::backToBefore),
                new Transition<>(
                        Switching.class,
                        RolledBack.class,
                        COUNTERPART,
                        List.of(Live.class),
                        step -> Optional.of(step)
                                .filter(it -> it.event().epoch()
                                        == it.stage().intention().epoch())
                                .map(it -> new Live(it.event().epoch()))));
    }

    private static List<Transition<?, ?>> serving() {
        return List.of(
                when(
                        Live.class,
                        Probation.class,
                        SwitchConfirmed.class,
                        step -> Optional.of(step)
                                .filter(it -> it.event().epoch() == it.stage().epoch())
                                .map(it -> new Live(it.stage().epoch()))),
                to(Standby.class, Probation.class, RolledBack.class, step -> replaced(step, true)),
                to(Standby.class, Live.class, RolledBack.class, step -> replaced(step, true)),
                new Transition<>(
                        Probation.class,
                        Switched.class,
                        COUNTERPART,
                        List.of(Standby.class),
                        step -> Optional.of(replaced(step, false))),
                new Transition<>(
                        Live.class,
                        Switched.class,
                        COUNTERPART,
                        List.of(Standby.class),
                        step -> Optional.of(replaced(step, false))));
    }

    private static List<Transition<?, ?>> standby() {
        return List.of(
                when(Switching.class, Standby.class, SwitchStarted.class, Lifecycle::fromStandby),
                to(
                        Standby.class,
                        Standby.class,
                        SyncComplete.class,
                        step -> proven(
                                step.stage(),
                                Optional.of(step.event().certificate()),
                                step.stage().verification())),
                to(
                        Standby.class,
                        Standby.class,
                        DataVerified.class,
                        step -> proven(
                                step.stage(),
                                step.stage().certificate(),
                                Optional.of(step.event().verification()))),
                to(
                        Standby.class,
                        Standby.class,
                        ReadinessLost.class,
                        step -> proven(step.stage(), Optional.empty(), Optional.empty())),
                to(
                        Standby.class,
                        Standby.class,
                        DataMismatch.class,
                        step -> proven(step.stage(), step.stage().certificate(), Optional.empty())),
                when(
                        Retiring.class,
                        Standby.class,
                        RetireStarted.class,
                        step -> Optional.of(step)
                                .filter(it -> !it.time().isBefore(it.stage().until())
                                        || it.event().yieldsTo().isPresent())
                                .map(it -> new Retiring(it.event().reason()))));
    }

    private static List<Transition<?, ?>> ending() {
        return List.of(
                to(
                        Retiring.class,
                        Failed.class,
                        RetireStarted.class,
                        step -> new Retiring(step.event().reason())),
                to(Retired.class, Retiring.class, InstanceRetired.class, step -> new Retired()));
    }

    private static Optional<Stage> firstProof(Step<Syncing, SyncComplete> step) {
        var certificate = step.event().certificate();
        // A proof from before this stage, come late, is not a proof of what is now.
        return certificate.provenAt().isBefore(step.deployment().since())
                ? Optional.empty()
                : Optional.of(new Synced(certificate, certificate.provenAt()));
    }

    private static Optional<Stage> forcedSwitch(Step<? extends Stage, SwitchStarted> step) {
        return step.event().forced().map(by -> new Switching(step.event(), step.stage()));
    }

    private static Optional<Stage> fromStandby(Step<Standby, SwitchStarted> step) {
        var intention = step.event();
        var allowed = switch (intention.kind()) {
            case ROLLBACK -> !step.stage().rolledBack();
            case PROMOTE ->
                step.stage().provenAt(step.time()) || intention.forced().isPresent();
        };
        return allowed ? Optional.of(new Switching(intention, step.stage())) : Optional.empty();
    }

    private static Optional<Stage> backToBefore(Step<Switching, SwitchFailed> step) {
        if (step.event().epoch() != step.stage().intention().epoch()) {
            return Optional.empty();
        }
        var exhausted = step.deployment().failedSwitches() + 1 >= MOST_FAILED_SWITCHES;
        return Optional.of(
                switch (step.stage().before()) {
                    case Verified _
                    when exhausted ->
                        new Failed("%d switches to it failed, the last because: %s"
                                .formatted(MOST_FAILED_SWITCHES, step.event().reason()));
                    case Verified ready ->
                        new Verified(
                                ready.certificate(),
                                ready.verification(),
                                ready.since(),
                                Optional.of(step.time()),
                                ready.verifiedSince());
                    case Stage other -> other;
                });
    }

    private static Standby replaced(Step<? extends Stage, ?> step, boolean rolledBack) {
        var until = step.time().plus(step.deployment().descriptor().standby().keep());
        return new Standby(until, rolledBack, Optional.empty(), Optional.empty());
    }

    private static Standby proven(
            Standby standby, Optional<ReadinessCertificate> certificate, Optional<Verification> verification) {
        return new Standby(standby.until(), standby.rolledBack(), certificate, verification);
    }

    private static ReadinessCertificate newer(ReadinessCertificate known, SyncComplete event) {
        var other = event.certificate();
        return other.provenAt().isAfter(known.provenAt()) ? other : known;
    }

    private static Verification newer(Verification known, DataVerified event) {
        var other = event.verification();
        return other.verifiedAt().isAfter(known.verifiedAt()) ? other : known;
    }

    private static Failed failed(GreenFailed event) {
        return new Failed(event.cause());
    }

    private static Failed stalled(SyncStalled event) {
        return new Failed(event.reason());
    }

    private static Failed mismatch(DataMismatch event) {
        return new Failed("the data differs at %d heights up to %d (%s)"
                .formatted(event.total(), event.pinnedHeight(), event.check()));
    }

    private static Failed aborted(DeployAborted event) {
        return new Failed("aborted by %s: %s".formatted(event.requestedBy(), event.reason()));
    }

    private static <S extends Stage, E extends LifecycleEvent> Transition<S, E> to(
            Class<? extends Stage> to, Class<S> from, Class<E> event, Function<Step<S, E>, Stage> rule) {
        return when(to, from, event, step -> Optional.of(rule.apply(step)));
    }

    private static <S extends Stage, E extends LifecycleEvent> Transition<S, E> when(
            Class<? extends Stage> to, Class<S> from, Class<E> event, Function<Step<S, E>, Optional<Stage>> rule) {
        return new Transition<>(from, event, SUBJECT, List.of(to), rule);
    }
}
