package dev.baton.cli.command;

import dev.baton.cli.ExitCode;
import dev.baton.cli.client.AuditApi;
import dev.baton.cli.client.RecordedEvent;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.input.OnlyApplication;
import dev.baton.cli.view.EventText;
import dev.baton.cli.view.Json;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "events", description = "Show what happened: the newest events on record, oldest first.")
public final class Events implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BatonDirectory directory = new BatonDirectory();

    @Mixin
    private OnlyApplication application = new OnlyApplication();

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many of each application. Default: ${DEFAULT-VALUE}.")
    private int last = 50;

    @Option(names = "--json", description = "Print each event as a JSON object on a line of its own.")
    private boolean json;

    @Override
    public Integer call() {
        var audit = Connection.to(directory.layout()).audit();
        var out = spec.commandLine().getOut();
        for (Found found : find(audit)) {
            out.println(
                    json
                            ? Json.line(found.event())
                            : (application.name().isEmpty() ? "%-20s ".formatted(found.application()) : "")
                                    + EventText.of(found.event(), ZoneId.systemDefault()));
        }
        return ExitCode.OK;
    }

    private List<Found> find(AuditApi audit) {
        var names = new ArrayList<String>();
        application
                .name()
                .ifPresentOrElse(
                        name -> names.add(name.value()),
                        () -> audit.applications()
                                .path("applications")
                                .forEach(node -> names.add(node.path("name").asText())));
        return names.stream()
                .flatMap(name -> audit.lastEvents(name, last).stream().map(event -> new Found(name, event)))
                .sorted(Comparator.comparing(found -> found.event().recordedAt()))
                .toList();
    }

    private record Found(String application, RecordedEvent event) {}
}
