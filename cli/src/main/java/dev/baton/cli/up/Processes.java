package dev.baton.cli.up;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The machine's processes. Baton's own are recognised by a mark in their command line rather than by a PID in a file: a
 * mark cannot belong to another process, and is there even when whoever started the process died before writing it down.
 */
final class Processes {
    private static final Path PROC = Path.of("/proc");
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

    private Processes() {}

    /** The argument that marks a Java process as this component of the Baton in this directory. */
    static String mark(Layout layout, String name) {
        return "-Dbaton.process=" + name + ":" + layout.directory();
    }

    /** The running process whose command line contains these arguments; the eldest, should there be several. */
    static Optional<ProcessHandle> find(String arguments) {
        return all(line -> (line + " ").contains(" " + arguments + " ")).findFirst();
    }

    /** All running processes whose command line, with single blanks between arguments, is accepted. */
    static Stream<ProcessHandle> all(Predicate<String> commandLine) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> commandLine.test(commandLine(process)))
                .filter(Processes::isRunning)
                .sorted();
    }

    /** Whether the process runs. One that has ended and that nobody has taken note of does not. */
    static boolean isRunning(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            var stat = Files.readString(PROC.resolve(process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
            // The state follows the command in parentheses, which may itself contain any character.
            return !stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException _) {
            return process.isAlive();
        }
    }

    /**
     * Starts a process that belongs to no terminal and no session of ours, so that no signal meant for us reaches it and it
     * outlives us. Its output is appended to the file.
     */
    static Process startDetached(List<String> command, Path directory, Path output, Environment environment)
            throws IOException {
        var detached = new ArrayList<String>();
        if (Files.isExecutable(SETSID)) {
            detached.add(SETSID.toString());
        }
        detached.addAll(command);
        var builder = new ProcessBuilder(detached)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        environment.addTo(builder.environment());
        return builder.start();
    }

    /**
     * Sends the signal to each process, and returns when all have ended or the patience is over.
     *
     * @return those that still run
     */
    static List<ProcessHandle> end(String signal, Collection<ProcessHandle> processes, Duration patience) {
        signal(
                signal,
                processes.stream().map(process -> Long.toString(process.pid())).toList());
        return awaitEnd(processes, patience);
    }

    /** Asks the processes to end, and kills those that have not within the grace. Returns what survived even that. */
    static List<ProcessHandle> stop(Collection<ProcessHandle> processes, Duration grace) {
        var left = end("TERM", processes, grace);
        return left.isEmpty() ? left : end("KILL", left, KILL_PATIENCE);
    }

    /** Sends the signal to PIDs, or to process groups written as {@code -PGID}. Those that are gone are no error. */
    static void signal(String name, Collection<String> targets) {
        if (targets.isEmpty()) {
            return;
        }
        // Java knows no process groups and no signal but TERM and KILL; every shell's kill does.
        var command = new ArrayList<>(List.of("sh", "-c", "name=$1; shift; kill -s \"$name\" -- \"$@\"", "sh", name));
        command.addAll(targets);
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run sh", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<ProcessHandle> awaitEnd(Collection<ProcessHandle> processes, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        var left = running(processes);
        while (!left.isEmpty() && System.nanoTime() < deadline && pause()) {
            left = running(left);
        }
        return left;
    }

    private static List<ProcessHandle> running(Collection<ProcessHandle> processes) {
        return processes.stream().filter(Processes::isRunning).toList();
    }

    /** Only children report their end, and most of these are nobody's of ours: they are looked at. */
    private static boolean pause() {
        try {
            return !new CountDownLatch(1).await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String commandLine(ProcessHandle process) {
        if (!Files.isDirectory(PROC)) {
            return process.info().commandLine().orElse("");
        }
        try {
            return Files.readString(PROC.resolve(process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException _) {
            // It ended meanwhile.
            return "";
        }
    }

    /** What a process finds in its environment besides what we have ourselves. */
    @FunctionalInterface
    interface Environment {
        Environment NOTHING = _ -> {};

        void addTo(Map<String, String> environment);
    }
}
