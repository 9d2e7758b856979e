package dev.baton.cli.input;

import dev.baton.model.ApplicationName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The application to which a command keeps that is about all of them otherwise. */
public final class OnlyApplication {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "APP",
            converter = NameConverter.class,
            description = "Only this application. Default: all.")
    private @Nullable ApplicationName name;

    public Optional<ApplicationName> name() {
        return Optional.ofNullable(name);
    }
}
