package dev.baton.cli.command;

import dev.baton.events.AbortRequested;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "abort",
        description =
                "End the deployment in progress before it gets traffic, or, by its id, a request that waits for its turn.")
public final class Abort implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Asking asking = new Asking();

    @Mixin
    private MeantDeployment deployment = new MeantDeployment();

    @Override
    public Integer call() {
        return asking.ask(new AbortRequested(asking.requestedBy(), asking.reason()), deployment.id(), spec);
    }
}
