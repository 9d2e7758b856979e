package dev.baton.e2e.stage;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.codec.BatonJson;
import dev.baton.support.Checkout;
import dev.baton.support.ChildProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The command {@code shadow} as a person runs it, while it runs. */
public final class RunningShadow implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Process process;
    private final Path output;
    private final Path errors;

    private RunningShadow(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /**
     * Starts it.
     *
     * @param name of the files that take what it prints
     */
    public static RunningShadow start(Path folder, String name, Path descriptor, List<String> options) {
        var command = new ArrayList<>(
                List.of(Checkout.root().resolve("baton").toString(), "shadow", descriptor.toString(), "--dir"));
        command.add(folder.resolve("no-baton").toString());
        command.addAll(options);
        var output = folder.resolve(name + ".out");
        var errors = folder.resolve(name + ".err");
        var builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().put("BATON_NO_BUILD", "yes");
        return new RunningShadow(ChildProcesses.start(builder), output, errors);
    }

    /** Waits until it has printed this. */
    public void awaitText(String text) {
        await("shadow to print " + text)
                .atMost(LIMIT)
                .failFast("shadow has ended: " + this, () -> !process.isAlive() && !output().contains(text))
                .until(() -> output().contains(text));
    }

    /** Asks it to end. */
    public void interrupt() {
        process.destroy();
    }

    /** Waits for its end, and returns its exit code. */
    public int exitCode() {
        await("the end of shadow: " + this).atMost(LIMIT).until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** What it has printed. */
    public String output() {
        return read(output);
    }

    /** What it has complained of. */
    public String errors() {
        return read(errors);
    }

    /** Its last line, of {@code --json}. */
    public JsonNode lastLine() {
        try {
            return BatonJson.mapper()
                    .readTree(output().lines().reduce((_, later) -> later).orElse("{}"));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it has said. */
    @Override
    public String toString() {
        return output() + errors();
    }

    @Override
    public void close() {
        ChildProcesses.stop(process, GRACE);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
