package dev.baton.demo.stage;

import dev.baton.support.ChildProcesses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Runs {@code ./baton} as a person would, with its directory and the demo's mark in the environment. */
public final class Launcher {

    private static final Duration KILL_GRACE = Duration.ofSeconds(2);

    private static final int LINES_SHOWN = 12;

    private final Path script;
    private final Path directory;
    private final Map<String, String> environment;
    private final Path output;
    private final AtomicInteger runs = new AtomicInteger();
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    /**
     * Of one checkout and one of Baton's directories.
     *
     * @param root the checkout, in which {@code baton} lies
     * @param directory what {@code --dir} says
     * @param environment is added to the demo's own
     * @param output folder for what the commands print
     */
    public Launcher(Path root, Path directory, Map<String, String> environment, Path output) {
        this.script = root.resolve("baton");
        this.directory = directory;
        this.environment = Map.copyOf(environment);
        this.output = output;
    }

    /** What a command printed to its standard output. */
    public record Result(int exitCode, String output, String errors) {}

    /** Runs a command to its end and returns what it printed; {@link DemoFailure} if it fails or takes too long. */
    public String run(Duration within, String... arguments) {
        Result result = tryRun(within, arguments);
        if (result.exitCode() != 0) {
            throw new DemoFailure("baton " + String.join(" ", arguments) + " ended with exit code " + result.exitCode()
                    + ":\n" + shortened(result.errors() + result.output()));
        }
        return result.output();
    }

    private static String shortened(String text) {
        return text.strip().lines().limit(LINES_SHOWN).collect(Collectors.joining("\n"));
    }

    /** Runs a command to its end, whatever its exit code. */
    public Result tryRun(Duration within, String... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--dir", directory.toString()));
        int run = runs.incrementAndGet();
        // Files, not pipes: what the command leaves running inherits them, and a pipe would never end.
        Path out = output.resolve("baton-" + run + ".out");
        Path errors = output.resolve("baton-" + run + ".err");
        var builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = ChildProcesses.start(builder);
        running.add(process);
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                ChildProcesses.stop(process, KILL_GRACE);
                throw new DemoFailure(
                        "baton " + String.join(" ", arguments) + " did not end within " + within.toSeconds() + " s:\n"
                                + Files.readString(errors).strip());
            }
            return new Result(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(errors, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            ChildProcesses.stop(process, KILL_GRACE);
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        } catch (IOException e) {
            throw new DemoFailure("Cannot read what baton " + arguments[0] + " printed", e);
        } finally {
            running.remove(process);
        }
    }

    /** Ends the commands that run: whoever waits for one gets its exit code. */
    public void cancel() {
        running.forEach(process -> ChildProcesses.stop(process, KILL_GRACE));
    }
}
