package dev.baton.cli.command;

import dev.baton.cli.CommandFailure;
import dev.baton.cli.ExitCode;
import dev.baton.cli.client.EventCursor;
import dev.baton.cli.client.Patience;
import dev.baton.cli.client.RecordedEvent;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.input.NamedApplication;
import dev.baton.cli.input.Requester;
import dev.baton.cli.view.EventText;
import dev.baton.cli.view.Json;
import dev.baton.events.DeployAborted;
import dev.baton.events.DeployRejected;
import dev.baton.events.Paused;
import dev.baton.events.Request;
import dev.baton.events.RequestRejected;
import dev.baton.events.Resumed;
import dev.baton.events.RolledBack;
import dev.baton.events.SwitchFailed;
import dev.baton.events.SwitchStarted;
import dev.baton.events.Switched;
import dev.baton.model.DeploymentId;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What promote, rollback, abort, pause and resume have in common: which application, who asks and why, and waiting for the answer. */
final class Asking {
    private static final Duration ANSWER = Duration.ofSeconds(60);

    @Mixin
    private BatonDirectory directory = new BatonDirectory();

    @Mixin
    private Requester requester = new Requester();

    @Mixin
    private NamedApplication application = new NamedApplication();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
    private @Nullable String reason;

    @Option(names = "--json", description = "Print the deciding event as one JSON object.")
    private boolean json;

    /** Who asks. */
    String requestedBy() {
        return requester.name();
    }

    /** Why. */
    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Publishes the request, waits for what comes of it and says it. Returns the exit code. */
    int ask(Request request, Optional<DeploymentId> deployment, CommandSpec spec) {
        var name = application.name();
        var connection = Connection.to(directory.layout());
        var cursor = EventCursor.atEnd(connection.audit(), name.value());
        var asked = connection.requests().publish(name, deployment, request);
        var patience = Patience.of(ANSWER);
        var answer = await(cursor, asked.id().value(), patience);
        if (answer.is(SwitchStarted.class)) {
            spec.commandLine()
                    .getErr()
                    .println("switching to deployment " + answer.deployment().orElse("?"));
            answer = await(cursor, answer.id().orElse(""), patience);
        }
        if (answer.is(RequestRejected.class) && !json) {
            // As deploy and adopt do; nothing of a reason is cut off, for its end says what to do.
            answer.data()
                    .path("reasons")
                    .forEach(given -> spec.commandLine().getErr().println("refused: " + given.asText()));
        } else {
            spec.commandLine()
                    .getOut()
                    .println(json ? Json.line(answer.event()) : EventText.of(answer, ZoneId.systemDefault()));
        }
        return exitCode(answer);
    }

    private static RecordedEvent await(EventCursor cursor, String cause, Patience patience) {
        return cursor.await(event -> event.cause().equals(Optional.of(cause)) && isAnswer(event), patience)
                .orElseThrow(() -> CommandFailure.unreachable("The request is on record and its outcome is not known"
                        + " after %d s; it is not withdrawn. ./baton events shows what comes of it"
                                .formatted(ANSWER.toSeconds())));
    }

    /** A request for a deployment that is aborted before its turn is answered as refused, which is what was asked for. */
    private static boolean isAnswer(RecordedEvent event) {
        return event.is(RequestRejected.class)
                || event.is(SwitchStarted.class)
                || event.is(Switched.class)
                || event.is(SwitchFailed.class)
                || event.is(RolledBack.class)
                || event.is(DeployAborted.class)
                || event.is(DeployRejected.class)
                || event.is(Paused.class)
                || event.is(Resumed.class);
    }

    private static int exitCode(RecordedEvent answer) {
        if (answer.is(RequestRejected.class)) {
            return ExitCode.REFUSED;
        }
        return answer.is(SwitchFailed.class) ? ExitCode.FAILED : ExitCode.OK;
    }
}
