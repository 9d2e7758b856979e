package dev.baton.syncmonitor.shadow;

import dev.baton.deployment.Deployment;
import dev.baton.deployment.Stage;
import dev.baton.events.DataMismatch;
import dev.baton.events.DataVerified;
import dev.baton.events.Envelope;
import dev.baton.events.LifecycleEvent;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.SyncProgress;
import dev.baton.events.SyncStalled;
import dev.baton.events.VerificationProgress;
import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import dev.baton.syncmonitor.domain.Terms;
import dev.baton.syncmonitor.domain.Watchlist;
import dev.baton.syncmonitor.domain.Watchlist.Attention;
import dev.baton.syncmonitor.domain.Watchlist.Due;
import dev.baton.syncmonitor.domain.Watchlist.Watched;
import dev.baton.syncmonitor.domain.readiness.Assessments;
import dev.baton.syncmonitor.domain.readiness.Phase;
import dev.baton.syncmonitor.domain.readiness.Readiness;
import dev.baton.syncmonitor.shadow.Line.WouldEnd;
import dev.baton.syncmonitor.shadow.Line.WouldSwitch;
import dev.baton.syncmonitor.topology.Incoming;
import dev.baton.syncmonitor.topology.ReadinessTopology;
import dev.baton.syncmonitor.topology.Watch;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Follows one green as the services together would: the samples go to the predicate, its proofs to the verification, and
 * when both are given and hold, this is when Baton would have switched. Catching up begins when green first answers its
 * health check, as it does where Baton starts it. For one thread.
 */
final class Shadow {

    private final Terms terms;
    private final AssumedDeployment green;
    private final Deployment beheld;
    private final Optional<Deployment> blue;

    private Watchlist watchlist;
    private Watch watch;
    private Optional<Readiness> readiness = Optional.empty();
    private Assessments told = Assessments.NONE;
    private Comparison comparison = Comparison.NOTHING;

    Shadow(Assignment assignment, Clock clock) {
        var now = clock.instant();
        this.terms = withoutLog(Terms.of(assignment.descriptor().sync()));
        this.green = new AssumedDeployment(
                DeploymentId.next(clock),
                assignment.version(),
                assignment.descriptor(),
                Slot.B,
                assignment.green(),
                assignment.greenDatabase());
        this.blue = assignment
                .blue()
                .map(address -> new AssumedDeployment(
                        DeploymentId.next(clock),
                        assignment.version(),
                        assignment.blueDescriptor().orElse(assignment.descriptor()),
                        Slot.A,
                        address,
                        assignment.blueDatabase()))
                .map(assumed -> deployment(Watchlist.EMPTY.after(assumed.accepted(now)), assumed));
        this.watchlist = Watchlist.EMPTY.after(green.accepted(now));
        this.beheld = deployment(watchlist, green);
        this.watch = Watch.from(now);
    }

    /** What is to be sampled, whatever becomes of it. */
    Watched watched() {
        return new Watched(green.descriptor().name(), beheld, Attention.CLOSE);
    }

    /** Who serves, with which green is compared. */
    Optional<Deployment> blue() {
        return blue;
    }

    /** What is to be verified now. */
    Stream<Due> due() {
        return comparison.wouldEnd().isPresent()
                ? Stream.empty()
                : watchlist.due().map(due -> new Due(due.green(), blue, due.proof(), due.before()));
    }

    Comparison comparison() {
        return comparison;
    }

    /** The other tool has switched. */
    List<Line> otherSwitched(Instant at) {
        if (comparison.other().isPresent()) {
            return List.of();
        }
        comparison = comparison.otherSwitched(at);
        return List.of(new Line.OtherSwitched(at));
    }

    /** Takes in what the sampler or the verifier published. */
    List<Line> take(Envelope<?> envelope, Instant now) {
        var lines = new ArrayList<Line>();
        var before = comparison;
        switch (envelope.event()) {
            case SyncProgress sample -> {
                sampled(envelope, sample, now, lines);
                lines.add(new Line.Sampled(sample));
            }
            case VerificationProgress progress -> {
                comparison = comparison.verifying(progress);
                lines.add(new Line.Verifying(progress));
            }
            case DataVerified verified -> {
                fold(Incoming.typed(envelope, verified));
                comparison = comparison.verified(verified.verification());
            }
            case DataMismatch mismatch -> comparison = comparison.ended(new WouldEnd(now, words(mismatch)));
            default -> {
                // Nothing else is published by these two.
            }
        }
        release(now);
        addDeeds(before, lines);
        return lines;
    }

    /** Lets time pass. */
    List<Line> tick(Instant now) {
        watch = watch.at(now);
        var lines = new ArrayList<Line>();
        var before = comparison;
        readiness.ifPresent(known -> {
            var decision = known.tick(now, watch.since());
            readiness = Optional.of(decision.next());
            decision.event()
                    .ifPresent(event -> decided(Envelope.first(
                            ReadinessTopology.SOURCE, green.descriptor().name(), Optional.of(green.id()), now, event)));
        });
        addDeeds(before, lines);
        return lines;
    }

    private void sampled(Envelope<?> envelope, SyncProgress sample, Instant now, List<Line> lines) {
        if (readiness.isEmpty() && sample.healthy()) {
            fold(green.started(now));
            readiness = Optional.of(Readiness.watching(terms, Phase.SYNCING, now, now));
        }
        if (readiness.isEmpty()) {
            comparison = comparison.sampled(sample, Optional.empty());
            return;
        }
        var decision = readiness.get().decide(sample, now);
        readiness = Optional.of(decision.next());
        comparison = comparison.sampled(sample, current(decision));
        told.after(decision).ifPresent(said -> {
            told = said.next();
            lines.add(new Line.Assessed(said.event()));
        });
        decision.event()
                .ifPresent(event ->
                        decided(envelope.leadsTo(ReadinessTopology.SOURCE, Optional.of(green.id()), now, event)));
    }

    /** What is told now and then, as of this sample. */
    private Optional<ReadinessAssessed> current(Readiness.Decision decision) {
        return new Assessments(Optional.empty(), told.ready(), told.verdicts())
                .after(decision)
                .map(Assessments.Said::event);
    }

    private void decided(Envelope<LifecycleEvent> envelope) {
        if (envelope.event() instanceof SyncStalled stalled) {
            comparison = comparison.ended(new WouldEnd(envelope.time(), stalled.reason()));
            // The other tool may go on with it, and how it stands then is still to be told.
            readiness = Optional.of(Readiness.watching(terms, Phase.SYNCING, envelope.time(), envelope.time()));
        } else {
            fold(envelope);
        }
    }

    private void fold(Envelope<? extends LifecycleEvent> envelope) {
        watchlist = watchlist.after(envelope);
        var phase = Phase.of(deployment(watchlist, green).stage());
        readiness = readiness.map(
                known -> phase.filter(it -> it != known.phase()).map(known::in).orElse(known));
    }

    /** Verified and still proven. */
    private void release(Instant now) {
        if (deployment(watchlist, green).stage() instanceof Stage.Verified verified && verified.provenAt(now)) {
            var proof = verified.certificate();
            comparison = comparison.released(new WouldSwitch(now, proof.height(), proof.tip()));
        }
    }

    private void addDeeds(Comparison before, List<Line> lines) {
        if (before.wouldSwitch().isEmpty()) {
            comparison.wouldSwitch().ifPresent(lines::add);
        }
        if (before.wouldEnd().isEmpty()) {
            comparison.wouldEnd().ifPresent(lines::add);
        }
    }

    private static Deployment deployment(Watchlist list, AssumedDeployment assumed) {
        return Optional.ofNullable(list.applications().get(assumed.descriptor().name()))
                .flatMap(application -> application.deployment(assumed.id()))
                .orElseThrow();
    }

    private static String words(DataMismatch mismatch) {
        return "its data differs: " + mismatch.check() + " in " + mismatch.total() + " places up to height "
                + mismatch.pinnedHeight()
                + mismatch.differences().stream()
                        .findFirst()
                        .map(first -> ", first at %s: %s, %s has %s"
                                .formatted(first.height(), first.green(), first.against(), first.expected()))
                        .orElse("");
    }

    /** Nobody here reads what green prints. */
    private static Terms withoutLog(Terms terms) {
        return new Terms(
                terms.tolerance(),
                terms.stableFor(),
                terms.interval(),
                terms.stallAfter(),
                terms.deadline(),
                terms.lease(),
                terms.growing(),
                terms.blockInterval());
    }
}
