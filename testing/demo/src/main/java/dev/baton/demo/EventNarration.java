package dev.baton.demo;

import dev.baton.demo.report.Paint;
import dev.baton.demo.stage.Narrator;
import dev.baton.events.AbortRequested;
import dev.baton.events.AdoptRequested;
import dev.baton.events.Adopted;
import dev.baton.events.AuditRecorded;
import dev.baton.events.DataMismatch;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployFailed;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.events.Envelope;
import dev.baton.events.ExpiryAnnounced;
import dev.baton.events.GreenFailed;
import dev.baton.events.GreenStarted;
import dev.baton.events.ImagesResolved;
import dev.baton.events.InstanceExited;
import dev.baton.events.InstanceRetired;
import dev.baton.events.LogMatched;
import dev.baton.events.MilestoneReached;
import dev.baton.events.PauseRequested;
import dev.baton.events.Paused;
import dev.baton.events.PromoteRequested;
import dev.baton.events.PullProgress;
import dev.baton.events.ReadinessAssessed;
import dev.baton.events.ReadinessLost;
import dev.baton.events.RequestRejected;
import dev.baton.events.ResumeRequested;
import dev.baton.events.Resumed;
import dev.baton.events.RetireStarted;
import dev.baton.events.RollbackRequested;
import dev.baton.events.RolledBack;
import dev.baton.events.RouteChanged;
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
import dev.baton.events.SyncProgress;
import dev.baton.events.SyncStalled;
import dev.baton.events.VerificationProgress;
import dev.baton.model.DeploymentId;
import dev.baton.model.SwitchProof;
import dev.baton.model.Verification;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells each event in a line, when it comes. Used by one thread. */
final class EventNarration {

    private static final int BAR_WIDTH = 24;

    private final Narrator narrator;
    private final Map<DeploymentId, String> versions = new HashMap<>();
    private final Set<DeploymentId> synced = new HashSet<>();
    private final Set<DeploymentId> verified = new HashSet<>();

    EventNarration(Narrator narrator) {
        this.narrator = narrator;
    }

    void tell(Envelope<?> envelope) {
        switch (envelope.event()) {
            case DeployAccepted accepted -> {
                envelope.deployment().ifPresent(id -> versions.put(id, accepted.version()));
                say(envelope, "slot " + accepted.slot().letter() + ", a database of its own");
            }
            case SyncProgress progress -> progress(envelope, progress);
            case DeployRequested requested -> say(envelope, "version " + requested.version());
            case AdoptRequested requested -> say(envelope, "version " + requested.version());
            case Adopted adopted -> say(envelope, "found healthy at " + adopted.address());
            case DeployRejected rejected -> bad(envelope, String.join("; ", rejected.reasons()));
            case RequestRejected rejected -> bad(envelope, String.join("; ", rejected.reasons()));
            case PullProgress pull ->
                say(
                        envelope,
                        String.format(
                                Locale.ROOT, "%s: %d of %d layers", pull.image(), pull.layersDone(), pull.layers()));
            case ImagesResolved resolved ->
                say(
                        envelope,
                        resolved.images().stream()
                                .map(image ->
                                        image.reference() + " is " + image.id().substring(0, 19))
                                .collect(Collectors.joining(", ")));
            case GreenStarted started -> say(envelope, "healthy at " + started.address() + ", begins to catch up");
            case GreenFailed failed -> bad(envelope, failed.cause());
            case InstanceExited exited -> bad(envelope, "exit number " + exited.exits());
            case LogMatched matched -> say(envelope, "its output matched " + matched.pattern());
            case SyncComplete complete -> syncComplete(envelope, complete);
            case ReadinessLost lost -> bad(envelope, lost.reason());
            case SyncStalled stalled -> bad(envelope, stalled.reason());
            case DataVerified data -> dataVerified(envelope, data);
            case DataMismatch mismatch -> bad(envelope, mismatch.total() + " differences");
            case SwitchStarted started -> say(envelope, "epoch " + started.epoch() + ", " + started.reason());
            case RouterReloaded _ -> say(envelope, "NGINX knows the application now; a switch needs no reload");
            case RouteProven proven -> say(envelope, "router " + proven.node() + " serves by the new route");
            case RouteRefused refused -> bad(envelope, "router " + refused.node() + ": " + refused.reason());
            case Switched switched -> good(envelope, "epoch " + switched.epoch() + ", " + proof(switched.proof()));
            case SwitchFailed failed -> bad(envelope, failed.reason());
            case SwitchConfirmed confirmed ->
                confirmed
                        .breach()
                        .ifPresentOrElse(
                                breach -> bad(envelope, "probation was breached: " + breach),
                                () -> say(envelope, "probation passed with " + confirmed.checks() + " health checks"));
            case RolledBack back ->
                good(
                        envelope,
                        "epoch " + back.epoch() + ", version " + version(back.restored()) + " serves again, "
                                + proof(back.proof()));
            case DeployAborted aborted -> bad(envelope, aborted.reason());
            case DeployCompleted completed -> good(envelope, "after " + seconds(completed.took()));
            case DeployFailed failed -> bad(envelope, failed.reason());
            case RetireStarted started -> say(envelope, started.reason());
            case InstanceRetired retired -> say(envelope, retired.reason());
            case PromoteRequested _, RollbackRequested _, AbortRequested _, PauseRequested _, ResumeRequested _ ->
                say(envelope, "");
            case ExpiryAnnounced announced ->
                say(envelope, "it is ended at " + announced.expiresAt() + " unless it is promoted before");
            case Paused paused -> say(envelope, "by " + paused.requestedBy() + ": " + paused.reason());
            case Resumed resumed -> say(envelope, "by " + resumed.requestedBy() + ": " + resumed.reason());
            case StandbyLost lost -> bad(envelope, "no rollback is possible: " + lost.reason());
            case StandbyRestored _ -> good(envelope, "a rollback is possible again");
            case MilestoneReached reached ->
                say(envelope, String.format(Locale.ROOT, "height %,d of %,d", reached.height(), reached.tip()));
            case ReadinessAssessed _, VerificationProgress _ -> {
                // The samples that the demo tells of say as much.
            }
            case RouteChanged _, AuditRecorded _ -> {
                // Other topics, which the demo does not read.
            }
        }
    }

    /** Renewals of a proof are worth no second line. */
    private void syncComplete(Envelope<?> envelope, SyncComplete complete) {
        if (envelope.deployment().map(synced::add).orElse(false)) {
            var certificate = complete.certificate();
            good(
                    envelope,
                    String.format(
                            Locale.ROOT,
                            "height %,d of %,d, %d samples in a row",
                            certificate.height(),
                            certificate.tip(),
                            certificate.samples()));
        }
    }

    private void dataVerified(Envelope<?> envelope, DataVerified data) {
        if (envelope.deployment().map(verified::add).orElse(false)) {
            good(
                    envelope,
                    data.verification().checks().stream()
                            .collect(Collectors.groupingBy(
                                    Verification.Check::name,
                                    TreeMap::new,
                                    Collectors.mapping(EventNarration::check, Collectors.toList())))
                            .entrySet()
                            .stream()
                            .map(check -> check.getKey() + " against " + String.join(" and ", check.getValue()))
                            .collect(Collectors.joining(", ")));
        }
    }

    private static String check(Verification.Check check) {
        return String.format(Locale.ROOT, "%s (%,d)", check.against(), check.compared());
    }

    private void progress(Envelope<?> envelope, SyncProgress progress) {
        if (envelope.deployment().filter(id -> !synced.contains(id)).isEmpty()
                || progress.height().isEmpty()
                || progress.tip().isEmpty()) {
            return;
        }
        narrator.progress("version " + version(envelope.deployment()) + " "
                + bar(progress.height().get(), progress.tip().get())
                + String.format(
                        Locale.ROOT,
                        " %,d of %,d",
                        progress.height().get(),
                        progress.tip().get())
                + progress.blocksPerSecond()
                        .map(rate -> String.format(Locale.ROOT, ", %,.0f blocks/s", rate))
                        .orElse("")
                + progress.eta()
                        .filter(eta -> eta.compareTo(Duration.ofSeconds(1)) > 0)
                        .map(eta -> ", " + eta.toSeconds() + " s left")
                        .orElse(""));
    }

    static String bar(long height, long tip) {
        int full = tip <= 0 ? 0 : Math.clamp(height * BAR_WIDTH / tip, 0, BAR_WIDTH);
        return "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
    }

    private static String proof(SwitchProof proof) {
        return "proven by " + proof.requests() + " requests, the step itself took " + proof.commitMicros() + " µs";
    }

    private void say(Envelope<?> envelope, String detail) {
        narrator.tell(line(envelope, name(envelope), detail));
    }

    private void good(Envelope<?> envelope, String detail) {
        narrator.tell(line(envelope, narrator.paint().good(name(envelope)), detail));
    }

    private void bad(Envelope<?> envelope, String detail) {
        narrator.tell(line(envelope, narrator.paint().bad(name(envelope)), detail));
    }

    private String line(Envelope<?> envelope, String name, String detail) {
        Paint paint = narrator.paint();
        String padding = " ".repeat(Math.max(1, 18 - name(envelope).length()));
        String about = envelope.deployment()
                .filter(versions::containsKey)
                .map(id -> "version " + version(id))
                .orElse("");
        return "  " + name + padding + String.format(Locale.ROOT, "%-11s", about) + paint.faint(detail);
    }

    private static String name(Envelope<?> envelope) {
        return envelope.event().getClass().getSimpleName();
    }

    private String version(Optional<DeploymentId> id) {
        return id.map(this::version).orElse("");
    }

    private String version(DeploymentId id) {
        return versions.getOrDefault(id, "?");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }
}
