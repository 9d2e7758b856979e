package dev.baton.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CommandFailure;
import dev.baton.cli.ExitCode;
import dev.baton.cli.client.ApplicationState;
import dev.baton.cli.client.AuditApi;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.input.OnlyApplication;
import dev.baton.cli.up.Component;
import dev.baton.cli.up.ComponentState;
import dev.baton.cli.up.Endpoints;
import dev.baton.cli.up.Incident;
import dev.baton.cli.up.Layout;
import dev.baton.cli.up.Startup;
import dev.baton.cli.up.Supervisor;
import dev.baton.cli.view.GatesText;
import dev.baton.cli.view.Json;
import dev.baton.cli.view.RefusalText;
import dev.baton.cli.view.SharedDataText;
import dev.baton.cli.view.StatusText;
import dev.baton.cli.view.Table;
import dev.baton.cli.view.TimeText;
import dev.baton.cli.view.WayBackText;
import dev.baton.events.DeployAccepted;
import dev.baton.events.DeployRejected;
import dev.baton.model.ApplicationName;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "status", description = "Show Baton's processes and what is live, standing by and on its way.")
public final class Status implements Callable<Integer> {
    private static final Duration RECENT = Duration.ofHours(24);
    private static final int SHOWN = 5;
    private static final int LOOKED_AT = 100;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BatonDirectory directory = new BatonDirectory();

    @Mixin
    private OnlyApplication application = new OnlyApplication();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() {
        var layout = directory.layout();
        var audit = new AuditApi(Endpoints.require(layout).service(Component.AUDIT));
        return application.name().map(name -> one(audit, name)).orElseGet(() -> all(layout, audit));
    }

    private int all(Layout layout, AuditApi audit) {
        var components = Arrays.stream(Component.values())
                .flatMap(component -> ComponentState.read(layout, component).stream())
                .map(state -> new Process(state, Startup.answers(state)))
                .toList();
        var incidents = Incident.read(layout).stream()
                .filter(incident -> incident.time().isAfter(clock.instant().minus(RECENT)))
                .toList();
        boolean supervised = Supervisor.find(layout).isPresent();
        Optional<JsonNode> answer = Optional.empty();
        Optional<CommandFailure> failure = Optional.empty();
        try {
            answer = Optional.of(audit.applications().path("applications"));
        } catch (CommandFailure unanswered) {
            failure = Optional.of(unanswered);
        }
        if (json) {
            out().println(Json.line(new Result(answer, supervised, components, incidents)));
        } else {
            // Where nothing was started by `up`, as beside a stack of containers, there are no processes to tell of.
            boolean here = supervised || !components.isEmpty() || !incidents.isEmpty();
            if (here) {
                show(components, incidents);
            }
            if (here && !supervised) {
                out().println(
                                "The supervisor does not run: what crashes is not started again. ./baton up starts it, and it"
                                        + " takes over what runs\n");
            }
            answer.ifPresent(this::showApplications);
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return ExitCode.OK;
    }

    private void show(List<Process> processes, List<Incident> incidents) {
        var table = new Table("PROCESS", "PID", "ADDRESS", "STATE", "RESTARTS");
        for (Process process : processes) {
            var state = process.state();
            table.row(
                    state.component(),
                    state.pid(),
                    state.address(),
                    process.answers() ? "up" : "not answering",
                    state.restarts());
        }
        out().println(table);
        for (Incident incident : incidents.subList(Math.max(0, incidents.size() - SHOWN), incidents.size())) {
            out().println("%s  %s: %s".formatted(incident.time(), incident.component(), incident.what()));
        }
        if (incidents.size() > SHOWN) {
            out().println("… and %d more incidents in the last 24 hours".formatted(incidents.size() - SHOWN));
        }
        if (!incidents.isEmpty()) {
            out().println();
        }
    }

    private void showApplications(JsonNode answer) {
        if (answer.isEmpty()) {
            out().println("Nothing is deployed yet. ./baton deploy FILE --version V deploys something");
            return;
        }
        var applications = new ArrayList<ApplicationState>();
        answer.forEach(node -> applications.add(AuditApi.read(node, ApplicationState.class)));
        out().print(StatusText.table(applications, clock.instant()));
        applications.forEach(each -> notes(each).forEach(out()::println));
    }

    private int one(AuditApi audit, ApplicationName name) {
        var answer = audit.application(name.value())
                .orElseThrow(() -> CommandFailure.usage(
                        "There is no application " + name + ". ./baton status lists those that there are"));
        if (json) {
            out().println(Json.line(answer));
            return ExitCode.OK;
        }
        var state = AuditApi.read(answer, ApplicationState.class);
        out().println(StatusText.table(List.of(state), clock.instant()));
        var notes = new ArrayList<>(notes(state));
        refused(audit, name).ifPresent(notes::add);
        notes.forEach(out()::println);
        if (!notes.isEmpty()) {
            out().println();
        }
        var table = new Table("DEPLOYMENT", "VERSION", "SLOT", "STAGE", "SINCE", "OUTCOME");
        for (JsonNode deployment : answer.path("deployments")) {
            var role = AuditApi.read(deployment, ApplicationState.Role.class);
            table.row(
                    role.deployment(),
                    role.version(),
                    role.slot(),
                    role.stage(),
                    TimeText.of(role.since()),
                    deployment.path("outcome").asText("-"));
        }
        out().print(table);
        for (JsonNode deployment : answer.path("deployments")) {
            var role = AuditApi.read(deployment, ApplicationState.Role.class);
            SharedDataText.of(role.dataOf(), role.dataVersion())
                    .ifPresent(text -> out().println(role.deployment() + " " + text));
        }
        return ExitCode.OK;
    }

    /** The last request for a deployment, where it was refused lately: it may have waited long for its turn. */
    private Optional<String> refused(AuditApi audit, ApplicationName name) {
        return audit.lastEvents(name.value(), LOOKED_AT).reversed().stream()
                .filter(event -> event.is(DeployRejected.class) || event.is(DeployAccepted.class))
                .findFirst()
                .filter(event -> event.is(DeployRejected.class)
                        && event.time().isAfter(clock.instant().minus(RECENT)))
                .map(event -> RefusalText.of(name.value(), event));
    }

    private List<String> notes(ApplicationState state) {
        return Stream.concat(WayBackText.of(state, clock.instant()).stream(), GatesText.of(state).stream())
                .toList();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    record Process(ComponentState state, boolean answers) {}

    record Result(
            Optional<JsonNode> applications, boolean supervised, List<Process> processes, List<Incident> incidents) {}
}
