package dev.baton.cli.view;

import dev.baton.cli.client.ApplicationState;
import dev.baton.cli.client.ApplicationState.Role;
import dev.baton.deployment.Hold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What keeps an application's traffic where it is, and what waits, a line for each. */
public final class GatesText {
    private GatesText() {}

    /** The lines; none where nothing is held, announced or queued. */
    public static List<String> of(ApplicationState application) {
        var lines = new ArrayList<String>();
        var name = application.name();
        application
                .paused()
                .ifPresent(pause -> lines.add("%s is paused by %s since %s: %s"
                        .formatted(name, pause.requestedBy(), TimeText.of(pause.since()), pause.reason())));
        application.inProgress().ifPresent(green -> {
            for (var hold : application.holds()) {
                if (hold.kind() != Hold.Kind.PAUSE) {
                    lines.add(held(name, green, hold));
                }
            }
            green.expiresAt().ifPresent(until -> lines.add(expiry(name, green, until)));
        });
        var awaits = application.queueAwaits().map(what -> " for " + what);
        for (var queued : application.queued()) {
            var isFirst = queued.equals(application.queued().getFirst());
            lines.add("%s %s waits since %s%s, asked for by %s (%s)%s"
                    .formatted(
                            name,
                            queued.version(),
                            TimeText.of(queued.requestedAt()),
                            isFirst ? awaits.orElse("") : " for its turn",
                            queued.requestedBy(),
                            queued.whileBusy(),
                            queued.deployment()
                                    .map(id -> "; ./baton abort %s --deployment %s ends that".formatted(name, id))
                                    .orElse("")));
        }
        return lines.stream().map(GatesText::printable).toList();
    }

    private static String held(String name, Role green, Hold hold) {
        var how = (hold.kind().opensByHand()
                        ? "; ./baton promote %s releases it"
                        : "; only ./baton promote %s --force --reason R goes past that")
                .formatted(name);
        return "%s %s is verified and held: %s%s".formatted(name, green.version(), hold.reason(), how);
    }

    /** Versions and reasons come from anywhere: they may not move the cursor or colour the terminal. */
    private static String printable(String line) {
        return line.replaceAll("\\p{Cntrl}", " ");
    }

    private static String expiry(String name, Role green, Instant until) {
        return "%s %s is ended at %s unless it is promoted before".formatted(name, green.version(), TimeText.of(until));
    }
}
