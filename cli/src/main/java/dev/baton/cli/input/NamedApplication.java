package dev.baton.cli.input;

import dev.baton.cli.CommandFailure;
import dev.baton.model.ApplicationName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The application that a command is about. */
public final class NamedApplication {
    @Parameters(
            index = "0",
            paramLabel = "APP",
            converter = NameConverter.class,
            description = "The application's name.")
    private @Nullable ApplicationName name;

    public ApplicationName name() {
        if (name == null) {
            throw CommandFailure.usage("Name the application");
        }
        return name;
    }
}
