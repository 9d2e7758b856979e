package dev.baton.cli.view;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How many columns the terminal has. */
final class TerminalWidth {
    private static final int USUAL = 80;
    private static final int LEAST = 40;

    private TerminalWidth() {}

    /** As {@code COLUMNS} says, else the terminal itself, else {@value #USUAL}. */
    static int columns() {
        var said = parsed(System.getenv("COLUMNS"));
        return Math.max(LEAST, said > 0 ? said : asked());
    }

    private static int asked() {
        var terminal = new File("/dev/tty");
        try {
            var stty =
                    new ProcessBuilder("stty", "size").redirectInput(terminal).start();
            var size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            boolean ended = stty.waitFor(1, TimeUnit.SECONDS);
            int blank = size.indexOf(' ');
            int columns = ended && blank > 0 ? parsed(size.substring(blank + 1).strip()) : 0;
            return columns > 0 ? columns : USUAL;
        } catch (IOException _) {
            // No terminal, or no such program.
            return USUAL;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }

    private static int parsed(@Nullable String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
