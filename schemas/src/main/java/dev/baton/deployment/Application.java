package dev.baton.deployment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.baton.deployment.Folded.Accepted;
import dev.baton.deployment.Folded.Void;
import dev.baton.deployment.Transition.Part;
import dev.baton.descriptor.Descriptor;
import dev.baton.events.Adopted;
import dev.baton.events.DataMismatch;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployFailed;
import dev.baton.events.DeployRejected;
import dev.baton.events.Envelope;
import dev.baton.events.ExpiryAnnounced;
import dev.baton.events.GreenFailed;
import dev.baton.events.GreenStarted;
import dev.baton.events.ImagesResolved;
import dev.baton.events.InstanceExited;
import dev.baton.events.InstanceRetired;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.LogMatched;
import dev.baton.events.MilestoneReached;
import dev.baton.events.Paused;
import dev.baton.events.PullProgress;
import dev.baton.events.ReadinessLost;
import dev.baton.events.RequestRejected;
import dev.baton.events.Resumed;
import dev.baton.events.RetireStarted;
import dev.baton.events.RolledBack;
import dev.baton.events.RouteProven;
import dev.baton.events.RouteRefused;
import dev.baton.events.RouterReloaded;
import dev.baton.events.StandbyLost;
import dev.baton.events.StandbyRestored;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.events.SyncComplete;
import dev.baton.events.SyncStalled;
import dev.baton.model.Address;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * An application as its events tell it. Immutable; {@link #after} is the fold.
 *
 * @param epoch the highest number that its route has had or was about to have; 0 before its first switch
 * @param slotPorts the ports of its slots a, b and c; empty before its first deployment
 * @param slotHost the address that its slots' ports are on; the loopback address where empty
 * @param paused by whom its traffic was told to stay where it is; empty where it was not
 * @param deployments the oldest first; of the retired ones the last {@value #RETIRED_KEPT}
 */
public record Application(
        ApplicationName name,
        long epoch,
        List<Integer> slotPorts,
        Optional<String> slotHost,
        Optional<Pause> paused,
        List<Deployment> deployments) {

    private static final int RETIRED_KEPT = 20;

    public Application {
        slotPorts = List.copyOf(slotPorts);
        deployments = List.copyOf(deployments);
    }

    /** An application of which nothing is known. */
    public static Application unknown(ApplicationName name) {
        return new Application(name, 0, List.of(), Optional.empty(), Optional.empty(), List.of());
    }

    public Optional<Deployment> deployment(DeploymentId id) {
        return deployments.stream().filter(d -> d.id().equals(id)).findFirst();
    }

    /**
     * Where a slot is: where what was adopted listens, for as long as that holds the slot.
     *
     * @throws IndexOutOfBoundsException before the first deployment
     */
    public Address address(Slot slot) {
        return deployments.stream()
                .filter(d ->
                        d.slot() == slot && d.stage().holdsSlot() && d.adopted().isPresent())
                .map(Deployment::address)
                .findFirst()
                .orElseGet(() -> address(slotHost, slotPorts, slot));
    }

    /** The deployment that users' requests reach. */
    @JsonIgnore
    public Optional<Deployment> live() {
        return deployments.stream()
                .filter(d -> d.stage() instanceof Stage.Live || d.stage() instanceof Stage.Probation)
                .findFirst();
    }

    /** The deployment to which a rollback goes: the newest standby that was not itself rolled back. */
    @JsonIgnore
    public Optional<Deployment> standby() {
        return deployments.stream()
                .filter(d -> d.stage() instanceof Stage.Standby standby && !standby.rolledBack())
                .max(Comparator.comparing(Deployment::since));
    }

    /** The deployment that is on its way to its first switch, or in probation. */
    @JsonIgnore
    public Optional<Deployment> inProgress() {
        return deployments.stream().filter(d -> d.stage().inProgress()).findFirst();
    }

    /** The deployment to which the traffic is being moved right now. */
    @JsonIgnore
    public Optional<Deployment> switching() {
        return deployments.stream()
                .filter(d -> d.stage() instanceof Stage.Switching)
                .findFirst();
    }

    /** Slots that no deployment holds. */
    @JsonIgnore
    public List<Slot> freeSlots() {
        return Arrays.stream(Slot.values())
                .filter(slot -> deployments.stream()
                        .noneMatch(d -> d.slot() == slot && d.stage().holdsSlot()))
                .toList();
    }

    /** The fold: what the application is once this event has happened. */
    public Folded after(Envelope<? extends LifecycleEvent> envelope) {
        LifecycleEvent event = envelope.event();
        return switch (event) {
            case DeployRejected _, RequestRejected _, RouterReloaded _ -> new Accepted(this);
            case DeployAccepted accepted -> begin(envelope, accepted);
            case Adopted adopted -> adopt(envelope, adopted);
            case InstanceExited exited ->
                noted(
                        envelope,
                        d -> d.stage().wantsInstance() && exited.exits() > d.exits(),
                        d -> d.exited(exited.exits()));
            case LogMatched matched ->
                noted(
                        envelope,
                        d -> d.stage().wantsInstance()
                                && matched.run() == d.exits() + 1
                                && d.logMatchedAt().isEmpty(),
                        d -> d.logMatched(envelope.time()));
            case PullProgress _ -> noted(envelope, d -> d.stage() instanceof Stage.Starting, d -> d);
            case MilestoneReached _ -> noted(envelope, d -> d.stage().inProgress(), d -> d);
            case ImagesResolved resolved ->
                noted(
                        envelope,
                        d -> d.stage() instanceof Stage.Starting && d.images().isEmpty(),
                        d -> d.resolved(resolved.images()));
            case ExpiryAnnounced announced ->
                noted(
                        envelope,
                        d -> d.stage().isCandidate() && d.expiresAt().isEmpty(),
                        d -> d.expiresAt(announced.expiresAt()));
            case StandbyLost _ ->
                noted(
                        envelope,
                        d -> d.stage() instanceof Stage.Standby && d.lostAt().isEmpty(),
                        d -> d.lost(envelope.time()));
            case StandbyRestored _ -> noted(envelope, d -> d.lostAt().isPresent(), Deployment::restored);
            case Paused(var by, var reason) ->
                paused.isPresent()
                        ? new Void(this, "it is paused already")
                        : new Accepted(paused(Optional.of(new Pause(by, reason, envelope.time())), Deployment::paused));
            case Resumed _ ->
                paused.<Folded>map(pause ->
                                new Accepted(paused(Optional.empty(), d -> d.resumed(pause, envelope.time()))))
                        .orElseGet(() -> new Void(this, "it is not paused"));
            case DeployAborted _
            when isUnknown(envelope) -> new Accepted(this); // it ended before its turn, and nothing of it had begun
            case DeployCompleted _ -> outcome(envelope, Deployment.Outcome.COMPLETED);
            case DeployFailed _ -> outcome(envelope, Deployment.Outcome.FAILED);
            case SwitchStarted started ->
                objection(started)
                        .<Folded>map(why -> new Void(this, why))
                        .orElseGet(() -> moved(envelope).then(application -> application.atEpoch(started.epoch())));
            case RouteProven proven -> ofOneRouter(envelope, proven.epoch());
            case RouteRefused refused -> ofOneRouter(envelope, refused.epoch());
            case Switched switched ->
                moved(envelope).then(application -> application.counterpart(switched.from(), envelope));
            case RolledBack back ->
                moved(envelope).then(application -> application.counterpart(Optional.of(back.restored()), envelope));
            case SwitchFailed _ ->
                moved(envelope).then(application -> application.update(envelope, Deployment::switchFailed));
            case GreenStarted started ->
                moved(envelope).then(application -> application.update(envelope, d -> d.started(started.startedAt())));
            case DataVerified _ ->
                moved(envelope).then(application -> application.update(envelope, d -> d.verified(envelope.time())));
            case GreenFailed _,
                    SyncComplete _,
                    ReadinessLost _,
                    SyncStalled _,
                    DataMismatch _,
                    SwitchConfirmed _,
                    DeployAborted _,
                    RetireStarted _,
                    InstanceRetired _ -> moved(envelope);
        };
    }

    private Folded begin(Envelope<?> envelope, DeployAccepted accepted) {
        var id = envelope.deployment();
        if (id.isEmpty()) {
            return new Void(this, "it names no deployment");
        }
        if (deployment(id.get()).isPresent()) {
            return new Void(this, "the deployment is known already");
        }
        if (inProgress().isPresent() || switching().isPresent()) {
            return new Void(this, "another deployment is in progress");
        }
        var holder = deployments.stream()
                .filter(d -> d.slot() == accepted.slot() && d.stage().holdsSlot())
                .findFirst();
        if (holder.isPresent() && !accepted.retires().equals(holder.map(Deployment::id))) {
            return new Void(this, "its slot is taken");
        }
        var begun = Deployment.accepted(
                id.get(),
                envelope,
                accepted,
                once(accepted.descriptor()),
                address(accepted.slotHost(), accepted.slotPorts(), accepted.slot()));
        var all = new ArrayList<>(deployments);
        all.add(begun);
        return new Accepted(
                new Application(name, epoch, accepted.slotPorts(), accepted.slotHost(), paused, withoutOldest(all)));
    }

    /** Most versions have the descriptor of the one before: a history in memory is as good as nothing then. */
    private Descriptor once(Descriptor descriptor) {
        return deployments.stream()
                .map(Deployment::descriptor)
                .filter(descriptor::equals)
                .findFirst()
                .orElse(descriptor);
    }

    /** An answer that comes again, to the same question asked again, counts and changes nothing. */
    private Folded adopt(Envelope<?> envelope, Adopted adopted) {
        var id = envelope.deployment();
        if (id.isEmpty()) {
            return new Void(this, "it names no deployment");
        }
        var known = deployment(id.get());
        if (known.isPresent()) {
            return known.get().adopted().equals(Optional.of(adopted.instance()))
                    ? new Accepted(this)
                    : new Void(this, "the deployment is known already");
        }
        if (deployments.stream().anyMatch(d -> d.stage().holdsSlot())) {
            return new Void(this, "the application is in Baton's care already");
        }
        if (adopted.epoch() != epoch + 1) {
            return new Void(this, "its epoch is %d and the next one is %d".formatted(adopted.epoch(), epoch + 1));
        }
        var all = new ArrayList<>(deployments);
        all.add(Deployment.adopted(id.get(), envelope, adopted));
        return new Accepted(new Application(
                name, adopted.epoch(), adopted.slotPorts(), adopted.slotHost(), paused, withoutOldest(all)));
    }

    private static Address address(Optional<String> host, List<Integer> ports, Slot slot) {
        var port = ports.get(slot.ordinal());
        return host.map(name -> new Address(name, port)).orElseGet(() -> Address.loopback(port));
    }

    private static List<Deployment> withoutOldest(List<Deployment> all) {
        var surplus =
                all.stream().filter(d -> d.stage() instanceof Stage.Retired).count() - RETIRED_KEPT;
        var kept = new ArrayList<Deployment>();
        for (var deployment : all) {
            if (surplus > 0 && deployment.stage() instanceof Stage.Retired) {
                surplus--;
            } else {
                kept.add(deployment);
            }
        }
        return kept;
    }

    /** What one of several routers says of the switch: the switch itself ends by an event of its own. */
    private Folded ofOneRouter(Envelope<?> envelope, long itsEpoch) {
        return itsEpoch == epoch && switching().map(Deployment::id).equals(envelope.deployment())
                ? new Accepted(this)
                : new Void(this, "no such switch is under way");
    }

    private Optional<String> objection(SwitchStarted started) {
        if (started.epoch() != epoch + 1) {
            return Optional.of("its epoch is %d and the next one is %d".formatted(started.epoch(), epoch + 1));
        }
        if (switching().isPresent()) {
            return Optional.of("another switch is under way");
        }
        if (!started.from().equals(live().map(Deployment::id))) {
            return Optional.of("it starts from a deployment that is not live");
        }
        return Optional.empty();
    }

    private Folded outcome(Envelope<?> envelope, Deployment.Outcome how) {
        return noted(envelope, d -> !d.outcome().equals(Optional.of(how)) && allows(d.stage(), how), d -> d.ended(how));
    }

    private static boolean allows(Stage stage, Deployment.Outcome how) {
        return switch (stage) {
            case Stage.Live _ -> how == Deployment.Outcome.COMPLETED;
            case Stage.Standby standby -> standby.rolledBack() == (how == Deployment.Outcome.FAILED);
            case Stage.Failed _, Stage.Retiring _, Stage.Retired _ -> how == Deployment.Outcome.FAILED;
            case Stage.Starting _,
                    Stage.Syncing _,
                    Stage.Synced _,
                    Stage.Verified _,
                    Stage.Switching _,
                    Stage.Probation _ -> false;
        };
    }

    private Folded noted(Envelope<?> envelope, Predicate<Deployment> applies, UnaryOperator<Deployment> change) {
        return envelope.deployment()
                .flatMap(this::deployment)
                .filter(applies)
                .<Folded>map(d -> new Accepted(replace(change.apply(d).at(d.stage(), envelope.time(), envelope.id()))))
                .orElseGet(() -> new Void(this, "it does not apply to the deployment as it stands"));
    }

    private Folded moved(Envelope<? extends LifecycleEvent> envelope) {
        var subject = envelope.deployment().flatMap(this::deployment);
        if (subject.isEmpty()) {
            return new Void(this, "it is about a deployment that is not known");
        }
        return moved(subject.get(), envelope, Part.SUBJECT)
                .<Folded>map(Accepted::new)
                .orElseGet(() -> new Void(
                        this,
                        "it does not apply to a deployment in "
                                + subject.get().stage().name()));
    }

    private Optional<Application> moved(Deployment deployment, Envelope<? extends LifecycleEvent> envelope, Part part) {
        return Lifecycle.next(deployment, envelope.event(), part, envelope.time())
                .map(stage -> replace(deployment.at(stage, envelope.time(), envelope.id())));
    }

    private Application counterpart(Optional<DeploymentId> id, Envelope<? extends LifecycleEvent> envelope) {
        return id.flatMap(this::deployment)
                .flatMap(other -> moved(other, envelope, Part.COUNTERPART))
                .orElse(this);
    }

    private Application atEpoch(long reached) {
        return new Application(name, reached, slotPorts, slotHost, paused, deployments);
    }

    private Application paused(Optional<Pause> pause, UnaryOperator<Deployment> waiting) {
        var all = deployments.stream()
                .map(d -> d.stage().isCandidate() || d.stage() instanceof Stage.Switching ? waiting.apply(d) : d)
                .toList();
        return new Application(name, epoch, slotPorts, slotHost, pause, all);
    }

    private boolean isUnknown(Envelope<?> envelope) {
        return envelope.deployment().filter(id -> deployment(id).isEmpty()).isPresent();
    }

    private Application update(Envelope<?> envelope, UnaryOperator<Deployment> change) {
        return envelope.deployment()
                .flatMap(this::deployment)
                .map(d -> replace(change.apply(d)))
                .orElse(this);
    }

    private Application replace(Deployment changed) {
        var all = deployments.stream()
                .map(d -> d.id().equals(changed.id()) ? changed : d)
                .toList();
        return new Application(name, epoch, slotPorts, slotHost, paused, all);
    }
}
