package dev.baton.cli.command;

import dev.baton.cli.client.ApplicationState;
import dev.baton.cli.client.AuditApi;
import dev.baton.cli.client.EventCursor;
import dev.baton.cli.client.Patience;
import dev.baton.cli.client.RecordedEvent;
import dev.baton.cli.view.EventText;
import dev.baton.cli.view.GatesText;
import dev.baton.cli.view.LiveLines;
import dev.baton.cli.view.ProgressText;
import dev.baton.cli.view.VerificationText;
import dev.baton.events.DataVerified;
import dev.baton.events.DeployCompleted;
import dev.baton.events.DeployFailed;
import dev.baton.events.SwitchConfirmed;
import dev.baton.events.SyncComplete;
import dev.baton.model.DeploymentId;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Shows what happens to one deployment until its outcome is known. */
final class DeploymentFollower {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final AuditApi audit;
    private final String application;
    private final String deployment;
    private final LiveLines lines;
    private final Clock clock = Clock.systemUTC();
    private final Set<String> proofs = new HashSet<>();

    DeploymentFollower(AuditApi audit, String application, DeploymentId deployment, PrintWriter out) {
        this.audit = audit;
        this.application = application;
        this.deployment = deployment.toString();
        this.lines = new LiveLines(out);
    }

    /** How it ended. */
    sealed interface Outcome {}

    /** It is live and confirmed. */
    record Completed() implements Outcome {}

    /** It is live for want of a version to go back to: its probation was breached. */
    record Breached(String why) implements Outcome {}

    /** It is not live, for that reason. */
    record Failed(String why) implements Outcome {}

    /** It was not known in time. */
    record Undecided() implements Outcome {}

    Outcome follow(EventCursor events, Patience patience) {
        var breach = Optional.<String>empty();
        while (!patience.isOver()) {
            for (RecordedEvent event : events.next()) {
                if (!event.deployment().equals(Optional.of(deployment))) {
                    continue;
                }
                if (!isRenewal(event)) {
                    lines.print(EventText.of(event, ZoneId.systemDefault()));
                }
                if (event.is(SwitchConfirmed.class)) {
                    breach = Optional.ofNullable(event.data().path("breach").textValue());
                }
                if (event.is(DeployCompleted.class)) {
                    return breach.<Outcome>map(Breached::new).orElseGet(Completed::new);
                }
                if (event.is(DeployFailed.class)) {
                    return new Failed(event.data().path("reason").asText("no reason given"));
                }
            }
            lines.show(progress());
            Patience.pause(LOOK);
        }
        return new Undecided();
    }

    /** While it waits for people its proofs are renewed again and again: that they still hold is no news. */
    private boolean isRenewal(RecordedEvent event) {
        if (!event.is(SyncComplete.class) && !event.is(DataVerified.class)) {
            proofs.clear();
            return false;
        }
        return !proofs.add(event.kind());
    }

    private List<String> progress() {
        return audit
                .application(application)
                .map(node -> AuditApi.read(node, ApplicationState.class))
                .filter(state -> state.inProgress()
                        .filter(role -> role.deployment().equals(deployment))
                        .isPresent())
                .stream()
                .flatMap(state -> Stream.concat(
                        state.inProgress().stream().flatMap(this::progress), GatesText.of(state).stream()))
                .toList();
    }

    private Stream<String> progress(ApplicationState.Role role) {
        var sampled = role.progress().map(sample -> "%-9s %s".formatted(role.stage(), ProgressText.of(sample)));
        var verified =
                role.verification().map(running -> " ".repeat(10) + VerificationText.of(running, clock.instant()));
        return Stream.concat(sampled.stream(), verified.stream());
    }
}
