package dev.baton.cli.command;

import dev.baton.cli.CommandFailure;
import dev.baton.cli.ExitCode;
import dev.baton.cli.client.ApplicationState;
import dev.baton.cli.client.AuditApi;
import dev.baton.cli.client.EventCursor;
import dev.baton.cli.client.Patience;
import dev.baton.cli.client.RecordedEvent;
import dev.baton.cli.input.DurationConverter;
import dev.baton.cli.view.Json;
import dev.baton.cli.view.SharedDataText;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.model.ApplicationName;
import dev.baton.model.DeploymentId;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What deploy and retry have in common: waiting for the answer, and for what becomes of the deployment. */
final class Following {
    /** How long the deployer may take to answer. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** After that it is looked whether the request waits for its turn. */
    private static final Duration SOON = Duration.ofSeconds(2);

    @Option(names = "--wait", description = "Follow the deployment to its end and show what happens.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "24h",
            converter = DurationConverter.class,
            description = "How long to follow it, like 90s or 2h. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofHours(24);

    @Option(names = "--json", description = "Print the result as one JSON object on the last line.")
    private boolean json;

    /**
     * What was asked for.
     *
     * @param request its event id
     * @param version the version that was asked for
     */
    record Asked(ApplicationName application, String version, DeploymentId deployment, String request) {}

    /** Waits for the answer, and with --wait for the outcome, and says it. Returns the exit code. */
    int follow(Asked asked, AuditApi audit, EventCursor cursor, CommandSpec spec) {
        var err = spec.commandLine().getErr();
        var out = spec.commandLine().getOut();
        var soon = await(cursor, asked, SOON);
        var awaits = soon.isEmpty() ? awaits(asked, audit) : Optional.<String>empty();
        if (awaits.isPresent()) {
            err.println(
                    "it waits for %s. ./baton status %s shows the line".formatted(awaits.get(), asked.application()));
            if (!wait) {
                return finish(asked, "QUEUED", List.of(), ExitCode.OK, out);
            }
            soon = await(cursor, asked, timeout);
            if (soon.isEmpty()) {
                return undecided(asked, err, out);
            }
        }
        var answer = soon.or(() -> await(cursor, asked, ANSWER.minus(SOON)))
                .orElseThrow(() -> CommandFailure.unreachable(
                        "The request is on record and nobody has answered it yet. ./baton status says what is not up"));
        if (answer.is(DeployRejected.class)) {
            return refused(asked, answer, err, out);
        }
        SharedDataText.of(answer.data()).ifPresent(err::println);
        if (!wait) {
            return finish(asked, "ACCEPTED", List.of(), ExitCode.OK, out);
        }
        err.println("deployment " + asked.deployment());
        var outcome = new DeploymentFollower(audit, asked.application().value(), asked.deployment(), err)
                .follow(cursor, Patience.of(timeout));
        return switch (outcome) {
            case DeploymentFollower.Completed _ -> finish(asked, "COMPLETED", List.of(), ExitCode.OK, out);
            case DeploymentFollower.Breached(var why) -> {
                err.println("it is live, though its probation was breached: " + why);
                yield finish(asked, "BREACHED", List.of(why), ExitCode.FAILED, out);
            }
            case DeploymentFollower.Failed(var why) -> finish(asked, "FAILED", List.of(why), ExitCode.FAILED, out);
            case DeploymentFollower.Undecided _ -> undecided(asked, err, out);
        };
    }

    private static Optional<RecordedEvent> await(EventCursor cursor, Asked asked, Duration patience) {
        return cursor.await(
                event -> event.cause().equals(Optional.of(asked.request()))
                        && (event.is(DeployAccepted.class) || event.is(DeployRejected.class)),
                Patience.of(patience));
    }

    /** What the request waits for; empty where nobody has said so yet. */
    private static Optional<String> awaits(Asked asked, AuditApi audit) {
        return audit.application(asked.application().value())
                .map(node -> AuditApi.read(node, ApplicationState.class))
                .filter(state -> state.queued().stream()
                        .anyMatch(queued -> queued.request().equals(asked.request())))
                .flatMap(state -> state.queueAwaits()
                        .map(what -> state.queued().getFirst().request().equals(asked.request())
                                ? what
                                : "its turn, behind %s; the first waits for %s"
                                        .formatted(state.queued().getFirst().version(), what)));
    }

    private int refused(Asked asked, RecordedEvent answer, PrintWriter err, PrintWriter out) {
        var reasons = new ArrayList<String>();
        answer.data().path("reasons").forEach(given -> reasons.add(given.asText()));
        reasons.forEach(given -> err.println("refused: " + given));
        if (json) {
            finish(asked, "REJECTED", reasons, ExitCode.REFUSED, out);
        }
        return ExitCode.REFUSED;
    }

    private int undecided(Asked asked, PrintWriter err, PrintWriter out) {
        err.println("Not decided after the time-out; it goes on. ./baton watch " + asked.application() + " follows it");
        return finish(asked, "UNDECIDED", List.of(), ExitCode.TIMEOUT, out);
    }

    private int finish(Asked asked, String outcome, List<String> reasons, int exitCode, PrintWriter out) {
        var id = asked.deployment().toString();
        out.println(
                json ? Json.line(new Result(asked.application().value(), id, asked.version(), outcome, reasons)) : id);
        return exitCode;
    }

    record Result(String application, String deployment, String version, String outcome, List<String> reasons) {}
}
