package dev.baton.cli.view;

import dev.baton.cli.client.Progress;
import dev.baton.model.EtaRange;
import java.time.Duration;
import java.util.Locale;

/** How far a deployment is, on one line: a bar, percent, heights, rate and the time that is left. */
public final class ProgressText {
    private static final int WIDTH = 24;
    private static final String FULL = "█";
    private static final String EMPTY = "░";

    private ProgressText() {}

    /** The whole line; what is not known is said to be unknown, with the reason. */
    public static String of(Progress progress) {
        if (progress.height().isEmpty() || progress.tip().isEmpty()) {
            return EMPTY.repeat(WIDTH) + "  unknown: "
                    + (progress.unknown().isEmpty() ? "no complete sample yet" : String.join("; ", progress.unknown()));
        }
        long height = progress.height().get();
        long tip = progress.tip().get();
        if (height == 0 && tip == 0) {
            return "nothing to catch up with: 0 of 0";
        }
        double share = share(height, tip);
        int full = (int) Math.floor(share * WIDTH);
        var text = new StringBuilder()
                .append(FULL.repeat(full))
                .append(EMPTY.repeat(WIDTH - full))
                // Rounded down: 100 % is said of nothing that is not there yet.
                .append(String.format(
                        Locale.ROOT, "  %5.1f %%  %,d of %,d", Math.floor(share * 1000) / 10, height, tip));
        progress.blocksPerSecond().ifPresent(rate -> text.append(String.format(Locale.ROOT, "  %,.0f blocks/s", rate)));
        progress.eta()
                .filter(_ -> height < tip)
                .ifPresent(eta -> text.append("  ETA ")
                        .append(duration(eta))
                        .append(progress.etaRange().map(ProgressText::between).orElse("")));
        return text.toString();
    }

    /** For example {@code  (4m 10s to 6m 02s)}; nothing where both are the same to people. */
    private static String between(EtaRange range) {
        var soonest = duration(range.soonest());
        var latest = range.latest().map(ProgressText::duration).orElse("never");
        return soonest.equals(latest) ? "" : " (" + soonest + " to " + latest + ")";
    }

    /** A duration in its two largest units: {@code 2h 05m}, {@code 5m 30s}, {@code 12s}, {@code 350ms}. */
    public static String duration(Duration duration) {
        if (duration.toDays() > 0) {
            return "%dd %02dh".formatted(duration.toDays(), duration.toHoursPart());
        }
        if (duration.toHours() > 0) {
            return "%dh %02dm".formatted(duration.toHours(), duration.toMinutesPart());
        }
        if (duration.toMinutes() > 0) {
            return "%dm %02ds".formatted(duration.toMinutes(), duration.toSecondsPart());
        }
        return duration.toSeconds() > 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static double share(long height, long tip) {
        return tip <= 0 ? 0 : Math.clamp((double) height / tip, 0, 1);
    }
}
