package dev.baton.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CommandFailure;
import dev.baton.cli.client.ApplicationState;
import dev.baton.cli.client.AuditApi;
import dev.baton.cli.client.Patience;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.input.OnlyApplication;
import dev.baton.cli.view.Json;
import dev.baton.cli.view.LiveLines;
import dev.baton.cli.view.ProgressText;
import dev.baton.cli.view.SharedDataText;
import dev.baton.cli.view.StatusText;
import dev.baton.cli.view.VerificationText;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = {
            "Show deployments as they go on: how far they are, how fast, and how long it will take.",
            "Runs until interrupted. Without a terminal it prints lines now and then."
        })
public final class Watch implements Runnable {
    private static final Duration LOOK = Duration.ofMillis(500);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BatonDirectory directory = new BatonDirectory();

    @Mixin
    private OnlyApplication application = new OnlyApplication();

    @Option(names = "--json", description = "Print a line with a JSON array of applications each time.")
    private boolean json;

    private final Clock clock = Clock.systemUTC();

    @Override
    public void run() {
        var audit = Connection.to(directory.layout()).audit();
        var out = spec.commandLine().getOut();
        var lines = new LiveLines(out);
        while (!Thread.currentThread().isInterrupted()) {
            var applications = applications(audit);
            if (json) {
                out.println(Json.line(applications));
                out.flush();
            } else {
                lines.show(applications.stream()
                        .flatMap(node -> describe(AuditApi.read(node, ApplicationState.class)).stream())
                        .toList());
            }
            Patience.pause(LOOK);
        }
    }

    private List<JsonNode> applications(AuditApi audit) {
        return application
                .name()
                .map(name -> List.of(audit.application(name.value())
                        .orElseThrow(() -> CommandFailure.usage("There is no application " + name))))
                .orElseGet(() ->
                        audit.applications().path("applications").valueStream().toList());
    }

    private List<String> describe(ApplicationState state) {
        var lines = new ArrayList<String>();
        var now = clock.instant();
        lines.add("%s  epoch %d, live: %s".formatted(state.name(), state.epoch(), StatusText.role(state.live(), now)));
        state.inProgress().ifPresent(role -> {
            lines.add("  " + StatusText.role(state.inProgress(), now));
            SharedDataText.of(role.dataOf(), role.dataVersion()).ifPresent(text -> lines.add("  " + text));
            role.progress().ifPresent(progress -> lines.add("  " + ProgressText.of(progress)));
            role.verification().ifPresent(running -> lines.add("  " + VerificationText.of(running, now)));
        });
        return lines;
    }
}
