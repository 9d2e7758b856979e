package dev.baton.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.bench.budget.RequestBudget;
import dev.baton.bench.docker.DockerStart;
import dev.baton.bench.pipeline.Pipeline;
import dev.baton.bench.proxy.ProxyOverhead;
import dev.baton.bench.readiness.ReadinessTraces;
import dev.baton.bench.readiness.scale.ReadinessScale;
import dev.baton.bench.readiness.throughput.ReadinessThroughput;
import dev.baton.bench.rollback.AutoRollback;
import dev.baton.bench.storm.SwitchLatency;
import dev.baton.bench.storm.SwitchStorm;
import dev.baton.bench.verification.RowVerification;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code baton bench}: lists the measurements, or runs the one that is named. */
@Command(
        name = "baton bench",
        synopsisSubcommandLabel = "[NAME]",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        description = "Measures Baton on this machine. Without a name it lists what can be measured.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:measured",
            "1:not everything went as it should, or it could not be measured; the text says what",
            "2:no such measurement, or a wrong option"
        })
public final class Bench implements Callable<Integer> {

    private static final List<Measurement> MEASUREMENTS = List.of(
            new Pipeline(),
            new DockerStart(),
            new ReadinessTraces(),
            new ReadinessThroughput(),
            new ReadinessScale(),
            new RequestBudget(),
            new RowVerification(),
            new SwitchStorm(),
            new SwitchLatency(),
            new AutoRollback(),
            new ProxyOverhead());

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print the figures as one JSON object on the last line; the rest goes to standard error.")
    private boolean json;

    private Bench() {}

    /** Runs the named measurement and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line with all measurements. */
    static CommandLine commandLine() {
        var bench = new Bench();
        var commandLine = new CommandLine(bench);
        MEASUREMENTS.forEach(commandLine::addSubcommand);
        return commandLine.setExecutionStrategy(bench::execute);
    }

    private int execute(ParseResult parsed) {
        var help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        return parsed.hasSubcommand()
                ? run((Measurement) parsed.subcommand().commandSpec().userObject())
                : call();
    }

    /** Lists the measurements. */
    @Override
    public Integer call() {
        var commandLine = spec.commandLine();
        var names = commandLine.getSubcommands();
        if (json) {
            var list = new ObjectMapper().createObjectNode();
            names.keySet().forEach(list.putArray("measurements")::add);
            commandLine.getOut().println(list);
            return CommandLine.ExitCode.OK;
        }
        names.forEach((name, command) -> commandLine
                .getOut()
                .printf(
                        "%-12s %s%n",
                        name, command.getCommandSpec().usageMessage().description()[0]));
        return CommandLine.ExitCode.OK;
    }

    private int run(Measurement measurement) {
        var out = spec.commandLine().getOut();
        var text = json ? spec.commandLine().getErr() : out;
        try {
            var figures = measurement.measure(line -> say(spec.commandLine().getErr(), line));
            figures.text().forEach(line -> say(text, line));
            if (json) {
                say(out, figures.json().toString());
            }
            return figures.sound() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (MeasurementFailure | IOException e) {
            say(text, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            say(text, "interrupted");
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
