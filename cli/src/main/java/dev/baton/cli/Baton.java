package dev.baton.cli;

import dev.baton.cli.command.Abort;
import dev.baton.cli.command.Adopt;
import dev.baton.cli.command.Audit;
import dev.baton.cli.command.Bench;
import dev.baton.cli.command.Demo;
import dev.baton.cli.command.Deploy;
import dev.baton.cli.command.Down;
import dev.baton.cli.command.Events;
import dev.baton.cli.command.Explain;
import dev.baton.cli.command.Pause;
import dev.baton.cli.command.Plan;
import dev.baton.cli.command.Promote;
import dev.baton.cli.command.Resume;
import dev.baton.cli.command.Retry;
import dev.baton.cli.command.Rollback;
import dev.baton.cli.command.Shadow;
import dev.baton.cli.command.Status;
import dev.baton.cli.command.Test;
import dev.baton.cli.command.Topics;
import dev.baton.cli.command.Up;
import dev.baton.cli.command.Validate;
import dev.baton.cli.command.Watch;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The command line {@code baton}. */
@Command(
        name = "baton",
        synopsisSubcommandLabel = "COMMAND",
        description = "Replaces a running service by its next version with no lost request, once that has caught up.",
        version = "Baton 0.1.0",
        subcommands = {
            Up.class,
            Down.class,
            Deploy.class,
            Adopt.class,
            Status.class,
            Explain.class,
            Plan.class,
            Watch.class,
            Events.class,
            Promote.class,
            Rollback.class,
            Abort.class,
            Retry.class,
            Pause.class,
            Resume.class,
            Shadow.class,
            Topics.class,
            Validate.class,
            Audit.class,
            Demo.class,
            Bench.class,
            Test.class
        },
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
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show help and exit.")
    private boolean help;

    // Not inherited: --version of `deploy` is the version to deploy.
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show Baton's version and exit.")
    private boolean version;

    private Baton() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line with all its commands; failures become messages here and nowhere else. */
    public static CommandLine commandLine() {
        return new CommandLine(new Baton())
                .setExecutionStrategy(Baton::runAndFlush)
                .setExecutionExceptionHandler((failure, commandLine, _) -> explain(failure, commandLine.getErr()));
    }

    /** What a command printed without an end of line would otherwise be lost with the process. */
    private static int runAndFlush(ParseResult parsed) {
        try {
            return new RunLast().execute(parsed);
        } finally {
            parsed.asCommandLineList().forEach(command -> command.getOut().flush());
        }
    }

    private static int explain(Exception failure, PrintWriter err) {
        return switch (failure) {
            case CommandFailure expected -> {
                err.println(expected.getMessage());
                yield expected.exitCode();
            }
            case UncheckedIOException io -> {
                err.println(io.getMessage() + ": "
                        + Objects.requireNonNull(io.getCause()).getMessage());
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
