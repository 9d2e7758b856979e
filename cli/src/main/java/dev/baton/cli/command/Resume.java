package dev.baton.cli.command;

import dev.baton.events.ResumeRequested;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "resume", description = "End a pause: what is proven ready may be switched to.")
public final class Resume implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Asking asking = new Asking();

    @Override
    public Integer call() {
        return asking.ask(new ResumeRequested(asking.requestedBy(), asking.reason()), Optional.empty(), spec);
    }
}
