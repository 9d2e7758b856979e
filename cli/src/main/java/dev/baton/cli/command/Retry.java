package dev.baton.cli.command;

import dev.baton.cli.client.DeployerApi;
import dev.baton.cli.client.EventCursor;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.input.NamedApplication;
import dev.baton.cli.input.Requester;
import dev.baton.cli.up.Component;
import dev.baton.cli.up.Endpoints;
import dev.baton.model.DeploymentId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "retry",
        description = {
            "Deploy once more what failed last, or what --deployment names: the same version, the same descriptor.",
            "With --wait, follow it until it is live and confirmed, or has failed."
        })
public final class Retry implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BatonDirectory directory = new BatonDirectory();

    @Mixin
    private Requester requester = new Requester();

    @Mixin
    private NamedApplication application = new NamedApplication();

    @Mixin
    private MeantDeployment repeated = new MeantDeployment();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
    private @Nullable String reason;

    @Mixin
    private Following following = new Following();

    @Override
    public Integer call() {
        var name = application.name();
        var layout = directory.layout();
        var audit = Connection.to(layout).audit();
        var cursor = EventCursor.atEnd(audit, name.value());
        var taken = new DeployerApi(Endpoints.require(layout).service(Component.DEPLOYER))
                .retry(name, repeated.id(), requester.name(), Optional.ofNullable(reason));
        var id = DeploymentId.of(taken.path("deployment").asText());
        var asked = new Following.Asked(
                name, taken.path("version").asText(), id, taken.path("request").asText());
        return following.follow(asked, audit, cursor, spec);
    }
}
