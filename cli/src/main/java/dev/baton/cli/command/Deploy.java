package dev.baton.cli.command;

import dev.baton.cli.CommandFailure;
import dev.baton.cli.ExitCode;
import dev.baton.cli.client.EventCursor;
import dev.baton.cli.client.Patience;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.input.DescriptorFile;
import dev.baton.cli.input.DurationConverter;
import dev.baton.cli.input.Requester;
import dev.baton.cli.view.Json;
import dev.baton.cli.view.SharedDataText;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.events.DeployRequested;
import dev.baton.model.DeploymentId;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "deploy",
        description = {
            "Ask for a version to be brought live, and print the deployment's id.",
            "With --wait, follow it until it is live and confirmed, or has failed."
        })
public final class Deploy implements Callable<Integer> {
    /** How long the deployer may take to answer. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BatonDirectory directory = new BatonDirectory();

    @Mixin
    private Requester requester = new Requester();

    @Parameters(index = "0", paramLabel = "FILE", description = "The application's descriptor.")
    private Path file = Path.of("baton.yaml");

    @Option(names = "--version", paramLabel = "V", required = true, description = "The version, for example a tag.")
    private String version = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
    private @Nullable String reason;

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

    @Override
    public Integer call() {
        var valid = new DescriptorFile(file).require();
        var connection = Connection.to(directory.layout());
        var application = valid.descriptor().name();
        var id = DeploymentId.next(Clock.systemUTC());
        var cursor = EventCursor.atEnd(connection.audit(), application.value());
        var request = connection
                .requests()
                .publish(
                        application,
                        Optional.of(id),
                        new DeployRequested(version, valid.json(), requester.name(), Optional.ofNullable(reason)));
        var answer = cursor.await(
                        event -> event.cause().equals(Optional.of(request.id().value()))
                                && (event.is(DeployAccepted.class) || event.is(DeployRejected.class)),
                        Patience.of(ANSWER))
                .orElseThrow(() -> CommandFailure.unreachable(
                        "The request is on record and nobody has answered it yet. ./baton status says what is not up"));
        if (answer.is(DeployRejected.class)) {
            var reasons = new ArrayList<String>();
            answer.data().path("reasons").forEach(given -> reasons.add(given.asText()));
            reasons.forEach(given -> err().println("refused: " + given));
            if (json) {
                finish(application.value(), id, "REJECTED", reasons, ExitCode.REFUSED);
            }
            return ExitCode.REFUSED;
        }
        SharedDataText.of(answer.data()).ifPresent(err()::println);
        if (!wait) {
            return finish(application.value(), id, "ACCEPTED", List.of(), ExitCode.OK);
        }
        err().println("deployment " + id);
        var outcome = new DeploymentFollower(connection.audit(), application.value(), id, err())
                .follow(cursor, Patience.of(timeout));
        return switch (outcome) {
            case DeploymentFollower.Completed _ -> finish(application.value(), id, "COMPLETED", List.of(), ExitCode.OK);
            case DeploymentFollower.Failed(var why) ->
                finish(application.value(), id, "FAILED", List.of(why), ExitCode.FAILED);
            case DeploymentFollower.Undecided _ -> {
                err().println("Not decided after the time-out; it goes on. ./baton watch " + application
                        + " follows it");
                yield finish(application.value(), id, "UNDECIDED", List.of(), ExitCode.TIMEOUT);
            }
        };
    }

    private int finish(String application, DeploymentId id, String outcome, List<String> reasons, int exitCode) {
        var out = spec.commandLine().getOut();
        out.println(
                json ? Json.line(new Result(application, id.toString(), version, outcome, reasons)) : id.toString());
        return exitCode;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    record Result(String application, String deployment, String version, String outcome, List<String> reasons) {}
}
