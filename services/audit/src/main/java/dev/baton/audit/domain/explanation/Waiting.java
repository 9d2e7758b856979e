package dev.baton.audit.domain.explanation;

import dev.baton.audit.domain.trail.LatestVerification;
import dev.baton.deployment.Deployment;
import dev.baton.deployment.Hold;
import dev.baton.deployment.Stage;
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
import dev.baton.descriptor.RuntimeKind;
import dev.baton.model.ApplicationName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a deployment waits for.
 *
 * @param what in words that go on after "waits for"
 * @param since since when
 * @param until when the waiting ends at the latest; empty where it may go on for ever
 */
public record Waiting(String what, Instant since, Optional<Instant> until) {

    /**
     * What is waited for; empty where nothing is.
     *
     * @param application whose deployment it is
     * @param holds the gates that are closed for it
     * @param verification how far the verification at this stage is
     */
    static Optional<Waiting> of(
            ApplicationName application,
            Deployment d,
            List<Hold> holds,
            Optional<LatestVerification> verification,
            Instant now) {
        return switch (d.stage()) {
            case Starting _ -> Optional.of(new Waiting(start(d), d.since(), Optional.empty()));
            case Syncing _ -> {
                var sync = d.descriptor().sync();
                yield Optional.of(new Waiting(
                        "every condition of readiness to hold for " + words(sync.stableFor()) + " without a break",
                        d.since(),
                        Optional.of(d.since().plus(sync.deadline()))));
            }
            case Synced _ -> Optional.of(verification(d, verification));
            case Verified verified -> Optional.of(release(application, d, verified, holds, now));
            case Switching(var intention, var _) ->
                Optional.of(new Waiting(
                        "the proof that the traffic has moved, epoch " + intention.epoch(),
                        d.since(),
                        Optional.empty()));
            case Probation probation ->
                Optional.of(new Waiting("the end of its probation", d.since(), Optional.of(probation.until())));
            case Standby standby -> Optional.of(standby(application, d, standby, now));
            case Failed(var reason) ->
                Optional.of(new Waiting(
                        "the deployer to retire it, for it has failed: " + reason, d.since(), Optional.empty()));
            case Retiring(var reason) ->
                Optional.of(new Waiting(
                        "its instance to stop and its data to be removed: " + reason, d.since(), Optional.empty()));
            case Live _, Retired _ -> Optional.empty();
        };
    }

    private static String start(Deployment d) {
        var run = d.descriptor().run();
        if (run.runtime() == RuntimeKind.DOCKER && d.images().isEmpty()) {
            return "its images to be there";
        }
        var exits = d.exits() == 0 ? "" : "; it has ended by itself %d times".formatted(d.exits());
        return "its instance to answer %s with 200 within %s of its start%s"
                .formatted(d.address().http(run.health()), words(run.startTimeout()), exits);
    }

    private static Waiting verification(Deployment d, Optional<LatestVerification> verification) {
        return verification
                .flatMap(told -> told.progress()
                        .held()
                        .map(why -> new Waiting(
                                "the verification of its data to go on, which is held: " + why,
                                told.since(),
                                Optional.empty())))
                .orElseGet(() -> new Waiting("its data to be verified", d.since(), Optional.empty()));
    }

    private static Waiting release(
            ApplicationName application, Deployment d, Verified verified, List<Hold> holds, Instant now) {
        if (now.isAfter(verified.certificate().validUntil())) {
            return since(verified.certificate().validUntil(), "its readiness to be proven again");
        }
        if (now.isAfter(verified.verification().validUntil())) {
            return since(verified.verification().validUntil(), "its data to be verified again");
        }
        var failed = verified.switchFailedAt()
                .filter(at -> !verified.verification().verifiedAt().isAfter(at));
        if (failed.isPresent()) {
            return since(
                    failed.get(),
                    "its data to be verified anew, because a switch to it failed; then it is tried again");
        }
        if (holds.isEmpty()) {
            return since(d.since(), "the router-switcher to move the traffic");
        }
        var gates = holds.stream().map(hold -> gate(application, hold)).collect(Collectors.joining("; and "));
        return since(d.since(), gates);
    }

    /** No time at which the waiting ends at the latest is told: whether the traffic moves then depends on its proofs. */
    private static String gate(ApplicationName application, Hold hold) {
        return switch (hold.kind()) {
            case PROMOTION -> "somebody to release it: ./baton promote " + application;
            case SOAK -> "the end of its soak: " + hold.reason();
            case PAUSE -> "./baton resume %s: %s".formatted(application, hold.reason());
            case WINDOW -> "a window: " + hold.reason();
        };
    }

    private static Waiting standby(ApplicationName application, Deployment d, Standby standby, Instant now) {
        var what = "the end of the time for which it is kept";
        if (standby.rolledBack()) {
            what += standby.provenAt(now)
                    ? "; until then ./baton promote %s brings it back".formatted(application)
                    : "; until then it can be promoted once its readiness and its data are proven anew";
        }
        return new Waiting(what, d.since(), Optional.of(standby.until()));
    }

    private static Waiting since(Instant since, String what) {
        return new Waiting(what, since, Optional.empty());
    }

    /** For example {@code 30 s}, {@code 500 ms}, {@code 5 min}. */
    private static String words(Duration duration) {
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + " ms";
        }
        return duration.toSeconds() % 60 == 0 && duration.toMinutes() > 0
                ? duration.toMinutes() + " min"
                : duration.toSeconds() + " s";
    }

    /** Whether its readiness is looked at now, so that what was last said of it is of interest. */
    static boolean concernsReadiness(Stage stage) {
        return switch (stage) {
            case Syncing _, Synced _, Verified _, Switching _ -> true;
            case Standby standby -> standby.rolledBack();
            case Starting _, Probation _, Live _, Failed _, Retiring _, Retired _ -> false;
        };
    }
}
