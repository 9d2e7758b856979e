package dev.baton.cli.command;

import dev.baton.cli.client.EventCursor;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.input.DescriptorFile;
import dev.baton.cli.input.Requester;
import dev.baton.events.DeployRequested;
import dev.baton.model.DeploymentId;
import java.nio.file.Path;
import java.time.Clock;
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

    @Mixin
    private Following following = new Following();

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
        var asked = new Following.Asked(application, version, id, request.id().value());
        return following.follow(asked, connection.audit(), cursor, spec);
    }
}
