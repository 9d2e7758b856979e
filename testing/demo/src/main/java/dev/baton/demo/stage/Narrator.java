package dev.baton.demo.stage;

import dev.baton.demo.report.Paint;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Tells what happens as it happens: one line each, with the seconds since the beginning. On a terminal a progress line
 * at the bottom is drawn over; elsewhere it is printed now and then. Safe for use by several threads.
 */
public final class Narrator {

    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final long PROGRESS_EVERY_NANOS = 2_000_000_000L;

    private final PrintStream out;
    private final Paint paint;
    private final LongSupplier nanoTime;
    private final long start;
    private long lastProgress;
    private boolean progressShown;
    private boolean silent;

    /**
     * Starts counting seconds now.
     *
     * @param paint {@code COLOURED} promises that {@code out} is a terminal
     */
    public Narrator(PrintStream out, Paint paint, LongSupplier nanoTime) {
        this.out = out;
        this.paint = paint;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.lastProgress = start - PROGRESS_EVERY_NANOS;
    }

    /** How to emphasise. */
    public Paint paint() {
        return paint;
    }

    /** Seconds since the beginning. */
    public double seconds() {
        return (nanoTime.getAsLong() - start) / 1e9;
    }

    /** A new part of the demo. */
    public synchronized void act(String title) {
        line("");
        line(offset() + paint.bold(title));
    }

    /** One thing that happened. */
    public synchronized void tell(String text) {
        line(offset() + text);
    }

    /** Something of the second rank. */
    public synchronized void mention(String text) {
        line(offset() + paint.faint(text));
    }

    /** Text without an offset, such as a line of the report. */
    public synchronized void print(String text) {
        line(text);
    }

    /** How far something is; the next one replaces it. */
    public synchronized void progress(String text) {
        switch (paint) {
            case COLOURED -> {
                out.print(CLEAR_LINE + offset() + text);
                out.flush();
                progressShown = true;
            }
            case PLAIN -> {
                long now = nanoTime.getAsLong();
                if (now - lastProgress >= PROGRESS_EVERY_NANOS) {
                    lastProgress = now;
                    line(offset() + text);
                }
            }
        }
    }

    /** Says nothing from now on: what follows an interruption is of no interest. */
    public synchronized void fallSilent() {
        silent = true;
    }

    private void line(String text) {
        if (silent) {
            return;
        }
        if (progressShown) {
            out.print(CLEAR_LINE);
            progressShown = false;
        }
        out.println(text);
        out.flush();
    }

    private String offset() {
        return paint.faint(String.format(Locale.ROOT, "%6.1f s ", seconds())) + " ";
    }
}
