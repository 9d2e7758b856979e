package dev.baton.support;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Starts processes that do not outlive this JVM, not even when it is killed.
 *
 * <p>One shell per JVM waits on a pipe whose other end only this JVM holds. When the JVM is gone, for whatever reason, the
 * pipe ends and the shell kills what is still registered: {@code SIGTERM} first, {@code SIGKILL} two seconds later.
 */
public final class ChildProcesses {
    /** Ignores the terminal's signals: it has to outlive what it watches. */
    private static final String WATCHDOG = """
            trap '' INT TERM HUP
            alive=' '
            while read -r what pid; do
              case $what in
                watch) alive="$alive$pid " ;;
                forget) alive=$(printf '%s' "$alive" | sed "s/ $pid / /") ;;
              esac
            done
            [ "$alive" = ' ' ] && exit
            kill -TERM $alive 2>/dev/null
            sleep 2
            kill -KILL $alive 2>/dev/null
            """;

    private static final Writer WATCH = startWatchdog();

    private ChildProcesses() {}

    /** Starts the process and watches it. Its output goes where the builder says; give it a file. */
    public static Process start(ProcessBuilder builder) {
        try {
            var process = builder.start();
            watch(process.toHandle());
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + builder.command().getFirst(), e);
        }
    }

    /** Watches a process that was started otherwise, until it ends. */
    public static void watch(ProcessHandle process) {
        tell("watch", process.pid());
        process.onExit().thenRun(() -> tell("forget", process.pid()));
    }

    /** Asks the process to stop, kills it when it has not within the grace, and returns when it is gone. */
    public static void stop(Process process, Duration grace) {
        process.destroy();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static synchronized void tell(String what, long pid) {
        try {
            WATCH.write(what + " " + pid + "\n");
            WATCH.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The watchdog that stops left-over processes is gone", e);
        }
    }

    private static Writer startWatchdog() {
        try {
            var shell = new ProcessBuilder("sh", "-c", WATCHDOG)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new OutputStreamWriter(shell.getOutputStream(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start sh", e);
        }
    }
}
