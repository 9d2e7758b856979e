package dev.baton.cli.command;

import dev.baton.events.RollbackRequested;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "rollback", description = "Move the traffic back to the standby, at once.")
public final class Rollback implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Asking asking = new Asking();

    @Mixin
    private MeantDeployment deployment = new MeantDeployment();

    @Override
    public Integer call() {
        return asking.ask(new RollbackRequested(asking.requestedBy(), asking.reason()), deployment.id(), spec);
    }
}
