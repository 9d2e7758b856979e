package dev.baton.cli;

import dev.baton.cli.command.Down;
import dev.baton.cli.command.Up;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

/** The command line {@code baton}. */
@Command(
        name = "baton",
        synopsisSubcommandLabel = "COMMAND",
        description = "Replaces a running service by its next version with no lost request, once that has caught up.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "Baton 0.1.0",
        subcommands = {Up.class, Down.class, HelpCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done.",
            "1:It was tried and failed: a deployment failed, a chain is broken, a request was lost.",
            "2:The command line or the descriptor is wrong; nothing was done.",
            "3:Baton is not up, or does not answer.",
            "4:Baton refused; the reasons were printed.",
            "5:The outcome was not known in time; what was asked for goes on."
        })
public final class Baton {
    private Baton() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line with all its commands; failures become messages here and nowhere else. */
    public static CommandLine commandLine() {
        return new CommandLine(new Baton())
                .setExecutionExceptionHandler((failure, commandLine, _) -> explain(failure, commandLine.getErr()));
    }

    private static int explain(Exception failure, PrintWriter err) {
        return switch (failure) {
            case CommandFailure expected -> {
                err.println(expected.getMessage());
                yield expected.exitCode();
            }
            case UncheckedIOException io -> {
                err.println(io.getMessage() + ": " + io.getCause().getMessage());
                yield ExitCode.FAILED;
            }
            default -> {
                err.println("This is a fault of Baton's, please report it:");
                failure.printStackTrace(err);
                yield ExitCode.FAILED;
            }
        };
    }
}
