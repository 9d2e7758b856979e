package dev.baton.cli.command;

import dev.baton.cli.CommandFailure;
import dev.baton.events.PromoteRequested;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "promote",
        description =
                "Move the traffic to the verified deployment, or, with --force, to one without proof of readiness.")
public final class Promote implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Asking asking = new Asking();

    @Mixin
    private MeantDeployment deployment = new MeantDeployment();

    @Option(
            names = "--force",
            description =
                    "Without proof that it has caught up and that its data is right, and though it is paused, frozen or outside"
                            + " of its windows. Needs --reason; both are on record.")
    private boolean force;

    @Override
    public Integer call() {
        if (force && asking.reason().filter(text -> !text.isBlank()).isEmpty()) {
            throw CommandFailure.usage("--force needs a --reason: it says on record why the proof was not waited for");
        }
        return asking.ask(new PromoteRequested(asking.requestedBy(), force, asking.reason()), deployment.id(), spec);
    }
}
