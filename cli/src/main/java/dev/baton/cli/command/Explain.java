package dev.baton.cli.command;

import dev.baton.cli.CommandFailure;
import dev.baton.cli.ExitCode;
import dev.baton.cli.client.AuditApi;
import dev.baton.cli.client.Explanation;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.input.DeploymentConverter;
import dev.baton.cli.input.NamedApplication;
import dev.baton.cli.up.Component;
import dev.baton.cli.up.Endpoints;
import dev.baton.cli.view.ExplanationText;
import dev.baton.cli.view.Json;
import dev.baton.model.DeploymentId;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        description =
                "Say why a deployment is not live yet: every condition of readiness with its value, its bound, since when,"
                        + " and what would make it hold.")
public final class Explain implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BatonDirectory directory = new BatonDirectory();

    @Mixin
    private NamedApplication application = new NamedApplication();

    @Option(
            names = "--deployment",
            paramLabel = "ID",
            converter = DeploymentConverter.class,
            description = "The deployment that is meant. Default: the one on its way, else the live one.")
    private @Nullable DeploymentId deployment;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var name = application.name();
        var audit = new AuditApi(Endpoints.require(directory.layout()).service(Component.AUDIT));
        var answer = audit.explanation(
                        name.value(), Optional.ofNullable(deployment).map(DeploymentId::toString))
                .orElseThrow(() -> CommandFailure.usage("There is no such deployment of an application " + name
                        + ". ./baton status lists those that there are"));
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(answer));
        } else {
            out.print(ExplanationText.of(
                    AuditApi.read(answer, Explanation.class), Clock.systemUTC().instant(), ZoneId.systemDefault()));
        }
        return ExitCode.OK;
    }
}
