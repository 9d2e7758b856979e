package dev.baton.cli.view;

import dev.baton.cli.client.ApplicationState;
import dev.baton.cli.client.ApplicationState.WayBack;
import dev.baton.cli.client.Progress;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What would come of a rollback, on one line. */
public final class WayBackText {
    private WayBackText() {}

    /** For example {@code shop: rollback to 1.0 possible until 2026-03-02T02:00:00Z, standby 2 blocks behind at …}. */
    public static Optional<String> of(ApplicationState application, Instant now) {
        return application
                .rollback()
                .map(way -> application.name() + ": " + (way.possible() ? open(way, now) : closed(way)))
                // Versions and reasons come from anywhere: they may not move the cursor or colour the terminal.
                .map(line -> line.replaceAll("\\p{Cntrl}", " "));
    }

    private static String open(WayBack way, Instant now) {
        return "rollback to %s possible%s, standby %s"
                .formatted(
                        way.version().orElse("the standby"),
                        way.until().map(until -> until(until, now)).orElse(""),
                        way.progress().map(WayBackText::lag).orElse("not sampled yet"));
    }

    private static String until(Instant until, Instant now) {
        return until.isAfter(now)
                ? " until " + TimeText.of(until)
                : " until the standby is retired, which is due since " + TimeText.of(until);
    }

    private static String lag(Progress sample) {
        return sample.behind()
                .map(blocks -> String.format(
                        Locale.ROOT,
                        "%,d %s behind at %s",
                        blocks,
                        blocks == 1 ? "block" : "blocks",
                        TimeText.of(sample.sampledAt())))
                .orElseGet(() -> "at an unknown lag at %s%s"
                        .formatted(
                                TimeText.of(sample.sampledAt()),
                                sample.unknown().isEmpty() ? "" : ": " + String.join("; ", sample.unknown())));
    }

    private static String closed(WayBack way) {
        var why = way.reason().orElse("the reason is not on record");
        return way.since()
                .map(since -> "no rollback: the standby, %s, cannot serve since %s: %s"
                        .formatted(way.version().orElse("of an unknown version"), TimeText.of(since), why))
                .orElse("no rollback: " + why);
    }
}
