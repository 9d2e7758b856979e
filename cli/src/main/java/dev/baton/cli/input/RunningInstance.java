package dev.baton.cli.input;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name something which somebody else has started: the one or the other. */
public final class RunningInstance {
    @Option(
            names = "--container",
            paramLabel = "NAME",
            description =
                    "The name or id of its container on the deployer's Docker engine. It is stopped when it retires.")
    private @Nullable String container;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description =
                    "Its process on the deployer's machine. It is ended when it retires; where something else would"
                            + " start it again, say --address alone.")
    private @Nullable Long pid;

    public Optional<String> container() {
        return Optional.ofNullable(container);
    }

    public Optional<Long> pid() {
        return Optional.ofNullable(pid);
    }

    public boolean isNone() {
        return container == null && pid == null;
    }
}
