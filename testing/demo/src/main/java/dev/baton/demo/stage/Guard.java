package dev.baton.demo.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Cleans up when the demo itself was killed. A shell waits on a pipe that only the demo holds; when the pipe ends
 * without a word, it becomes a Java process that ends what is left over.
 */
public final class Guard {

    /** Ignores the terminal's signals: it has to outlive the demo. */
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            read -r dismissed || exec "$@"
            """;

    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Process shell;

    private Guard(Process shell) {
        this.shell = shell;
    }

    /** Starts the guard of the run in this folder. */
    public static Guard watch(Path folder) {
        List<String> command = List.of(
                "sh",
                "-c",
                SCRIPT,
                "baton-demo-guard",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Guard.class.getName(),
                folder.toString());
        try {
            // Its standard input stays open as long as this process lives, and no longer.
            return new Guard(new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start sh", e);
        }
    }

    /** Sends it away: nothing is left to be cleaned up. Returns when it is gone. */
    public void dismiss() {
        try (Writer word = shell.outputWriter()) {
            word.write("dismissed\n");
        } catch (IOException _) {
            // It is gone already.
        }
        shell.onExit().join();
    }

    /** What the guard becomes: ends the processes of the run in the given folder, and removes its containers. */
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        // First what would start containers again, and again what was being started meanwhile.
        new Leftovers(folder).end(GRACE);
        DockerObjects.removeOf(folder);
    }
}
