package dev.baton.cli.view;

import dev.baton.cli.client.RecordedEvent;
import java.util.ArrayList;

/** A refused request for a deployment, on one line. */
public final class RefusalText {
    private RefusalText() {}

    /** For example {@code shop 4.0 was refused at 2026-03-01T02:30:00Z: superseded by version 5.0}. */
    public static String of(String application, RecordedEvent rejected) {
        var reasons = new ArrayList<String>();
        rejected.data().path("reasons").forEach(reason -> reasons.add(reason.asText()));
        // What was refused may be anything: it may not move the cursor or colour the terminal.
        return "%s %s was refused at %s: %s"
                .formatted(
                        application,
                        rejected.data().path("version").asText(),
                        TimeText.of(rejected.time()),
                        String.join("; ", reasons))
                .replaceAll("\\p{Cntrl}", " ");
    }
}
