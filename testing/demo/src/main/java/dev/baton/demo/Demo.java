package dev.baton.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.demo.report.DemoReport;
import dev.baton.demo.report.Paint;
import dev.baton.demo.report.ReportPage;
import dev.baton.demo.stage.DemoFailure;
import dev.baton.demo.stage.Narrator;
import dev.baton.support.Checkout;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionTimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code baton demo}. */
@Command(
        name = "baton demo",
        sortOptions = false,
        description = {
            "Plays the whole job on this machine, under load, and measures it: version 1 live, version 2 deployed beside"
                    + " it, switched to, rolled back, promoted again; at last Baton and Kafka are killed.",
            "Everything runs in a folder of its own on free ports of 127.0.0.1, and is gone afterwards."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all went as it should: no request lost, no WebSocket broken",
            "1:something was lost, or the demo could not be played; the text says what",
            "2:wrong option",
            "130:interrupted; everything was stopped all the same"
        })
public final class Demo implements Callable<Integer> {

    @Option(
            names = "--json",
            description = "Print the figures as one JSON object on the last line of standard output; the rest goes to"
                    + " standard error.")
    private boolean json;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "Where the demo makes its folder. Default: ${DEFAULT-VALUE}.")
    private Path directory = Path.of("");

    @Option(names = "--keep", description = "Leave the folder with all logs and data.")
    private boolean keep;

    @Option(
            names = "--blocks",
            paramLabel = "N",
            defaultValue = "20000",
            description =
                    "Height of the chain at the beginning; it grows by a block a second. Default: ${DEFAULT-VALUE}.")
    private long blocks;

    @Option(
            names = "--blocks-per-second",
            paramLabel = "N",
            defaultValue = "2500",
            description =
                    "The most that a version indexes, so that there is something to see. Default: ${DEFAULT-VALUE}.")
    private int blocksPerSecond;

    @Option(
            names = "--requests-per-second",
            paramLabel = "N",
            defaultValue = "400",
            description = "Load on the route. Default: ${DEFAULT-VALUE}.")
    private double requestsPerSecond;

    @Option(
            names = "--docker",
            description = "Deploy containers, each version with a database in a container of its own, instead of"
                    + " processes.")
    private boolean docker;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and end.")
    private boolean help;

    @Option(names = "--no-outage", description = "Leave out the last act, in which Baton and Kafka are killed.")
    private boolean noOutage;

    private Demo() {}

    /** Plays the demo and ends with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Demo()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        PrintStream stdout = utf8(FileDescriptor.out);
        var narrator = new Narrator(json ? utf8(FileDescriptor.err) : stdout, paint(), System::nanoTime);
        var options = new DemoOptions(Checkout.root(), docker, blocks, blocksPerSecond, requestsPerSecond, !noOutage);
        Stage stage = Stage.in(options.root(), directory, docker, narrator);
        // Ctrl-C comes here: the stage is cleared on the hook's thread, while the acts fail on theirs.
        var over = new AtomicBoolean();
        var hook = Thread.ofPlatform().unstarted(() -> {
            if (over.get()) {
                return;
            }
            narrator.tell("interrupted, stopping everything");
            narrator.fallSilent();
            end(stage, keep);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        Outcome outcome = play(options, narrator, stage);
        narrator.mention("stopping everything");
        stage.close();
        if (keep || !outcome.passed()) {
            narrator.print("Logs and data are in " + stage.folder());
        }
        end(stage, keep || !outcome.passed());
        over.set(true);
        if (json) {
            stdout.println(outcome.json());
            stdout.flush();
        }
        return outcome.passed() ? 0 : 1;
    }

    private record Outcome(boolean passed, String json) {}

    private static Outcome play(DemoOptions options, Narrator narrator, Stage stage) {
        var run = new DemoRun(options, narrator, stage);
        try (run) {
            DemoReport report = run.perform();
            new ReportPage(report, narrator.paint()).lines().forEach(narrator::print);
            narrator.print("");
            return new Outcome(report.failures().isEmpty(), report.toJson());
        } catch (DemoFailure | ConditionTimeoutException | IOException e) {
            return failed(narrator, run, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(narrator, run, "interrupted");
        }
    }

    private static Outcome failed(Narrator narrator, DemoRun run, String reason) {
        narrator.tell(narrator.paint().bad("The demo cannot go on: ") + reason);
        ObjectNode tree = JsonMapper.builder().build().createObjectNode();
        tree.put("passed", false);
        tree.putArray("failures").add(reason);
        run.counted().ifPresent(counted -> {
            tree.put("requests", counted.requests());
            tree.put("lostRequests", counted.lostRequests());
            tree.put("webSocketsBroken", counted.webSocketsBroken());
            counted.losses().forEach(loss -> narrator.tell("lost: " + loss));
        });
        return new Outcome(false, tree.toString());
    }

    private static void end(Stage stage, boolean keepFolder) {
        stage.close();
        if (!keepFolder) {
            stage.clear();
        }
    }

    private static Paint paint() {
        Console console = System.console();
        boolean terminal = console != null
                && console.isTerminal()
                && System.getenv("NO_COLOR") == null
                && !"dumb".equals(System.getenv("TERM"));
        return terminal ? Paint.COLOURED : Paint.PLAIN;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
