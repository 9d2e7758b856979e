package dev.baton.cli.command;

import dev.baton.events.PauseRequested;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "pause",
        description = "Keep the traffic where it is until resume, but for rollbacks. Deployments go on up to that.")
public final class Pause implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Asking asking = new Asking();

    @Override
    public Integer call() {
        return asking.ask(new PauseRequested(asking.requestedBy(), asking.reason()), Optional.empty(), spec);
    }
}
