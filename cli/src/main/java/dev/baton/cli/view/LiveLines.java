package dev.baton.cli.view;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/**
 * Lines at the bottom of a terminal that are drawn again in place, below lines that stay. Without a terminal they are
 * printed now and then instead, so that a log stays readable.
 */
public final class LiveLines {
    private static final Duration PRINTED_EVERY = Duration.ofSeconds(5);
    private static final String UP_AND_CLEAR = "\033[1A\033[2K";

    private final PrintWriter out;
    private final boolean terminal;
    private final int width;
    private int drawn;
    private List<String> last = List.of();
    private long printedAt = System.nanoTime() - PRINTED_EVERY.toNanos();

    /** Lines on a terminal if this process has one. */
    public LiveLines(PrintWriter out) {
        this(
                out,
                System.console() != null && System.console().isTerminal() && System.getenv("NO_COLOR") == null,
                TerminalWidth.columns());
    }

    LiveLines(PrintWriter out, boolean terminal, int width) {
        this.out = out;
        this.terminal = terminal;
        this.width = width;
    }

    /** Prints a line that stays. */
    public void print(String line) {
        clear();
        out.println(line);
        out.flush();
    }

    /** Shows these lines in place of those before. */
    public void show(List<String> lines) {
        if (terminal) {
            clear();
            // A line that goes on in the next row would be drawn over by half.
            lines.stream().map(this::cut).forEach(out::println);
            drawn = lines.size();
            out.flush();
        } else if (!lines.equals(last) && System.nanoTime() - printedAt >= PRINTED_EVERY.toNanos()) {
            lines.forEach(out::println);
            out.flush();
            printedAt = System.nanoTime();
            last = List.copyOf(lines);
        }
    }

    private String cut(String line) {
        return line.length() <= width ? line : line.substring(0, width - 1) + "…";
    }

    private void clear() {
        out.print(UP_AND_CLEAR.repeat(drawn));
        drawn = 0;
    }
}
