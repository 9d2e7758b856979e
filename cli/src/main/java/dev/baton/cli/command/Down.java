package dev.baton.cli.command;

import dev.baton.cli.ExitCode;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.up.Takedown;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        description = {
            "Stop everything that up started, and the applications' instances with it. No data is deleted:"
                    + " the next up continues where this one ended."
        })
public final class Down implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BatonDirectory directory = new BatonDirectory();

    @Option(
            names = "--keep-instances",
            description = "Leave applications and NGINX running: users are served on, nothing can be deployed.")
    private boolean keepInstances;

    @Override
    public Integer call() {
        var err = spec.commandLine().getErr();
        var layout = directory.layout();
        int stopped = new Takedown(layout, line -> {
                    err.println(line);
                    err.flush();
                })
                .run(keepInstances);
        spec.commandLine()
                .getOut()
                .println(
                        stopped == 0
                                ? "Baton was not up in " + layout.directory()
                                : "Baton is down in " + layout.directory());
        return ExitCode.OK;
    }
}
