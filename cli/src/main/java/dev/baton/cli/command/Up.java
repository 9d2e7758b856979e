package dev.baton.cli.command;

import dev.baton.cli.ExitCode;
import dev.baton.cli.input.BatonDirectory;
import dev.baton.cli.up.ComponentState;
import dev.baton.cli.up.Installation;
import dev.baton.cli.up.Startup;
import dev.baton.cli.view.Json;
import dev.baton.cli.view.Table;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        description = {
            "Start Kafka, the four services and NGINX on this machine, and return when all of them answer.",
            "They run on without this command; what crashes is started again. What is up already stays as it is."
        })
public final class Up implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private BatonDirectory directory = new BatonDirectory();

    @Option(
            names = "--ports-from",
            paramLabel = "N",
            description = "Prefer the ports from N upwards. Default: 19092 for Kafka, 18080 to 18084 for the others."
                    + " A port that is taken is replaced by a free one; DIR/run/endpoints.json says which.")
    private @Nullable Integer portsFrom;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "How long to wait until all is ready. Default: ${DEFAULT-VALUE}.")
    private int timeout = 180;

    @Option(names = "--json", description = "Print the result as one JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() {
        var err = spec.commandLine().getErr();
        var out = spec.commandLine().getOut();
        var layout = directory.create();
        var startup = new Startup(layout, Installation.current(), line -> {
            err.println(line);
            err.flush();
        });
        var result = startup.run(
                portsFrom == null ? OptionalInt.empty() : OptionalInt.of(portsFrom), Duration.ofSeconds(timeout));
        if (json) {
            out.println(Json.line(result));
            return ExitCode.OK;
        }
        var table = new Table("WHAT", "PID", "ADDRESS", "READY AFTER");
        for (ComponentState state : result.components()) {
            table.row(
                    state.component(),
                    state.pid(),
                    state.address(),
                    state.readyAfterMs()
                            .map(ms -> "%.1f s".formatted(ms / 1000.0))
                            .orElse("-"));
        }
        out.print(table);
        out.println(
                result.wasUp()
                        ? "Baton was up already in " + layout.directory()
                        : "Baton is up in %s after %.1f s"
                                .formatted(layout.directory(), result.took().toMillis() / 1000.0));
        return ExitCode.OK;
    }
}
