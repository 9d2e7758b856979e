package dev.baton.cli.view;

import dev.baton.cli.client.ApplicationState;
import dev.baton.cli.client.ApplicationState.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Applications as a table. */
public final class StatusText {
    private StatusText() {}

    /** One row per application: what serves, what could again, what is on its way. */
    public static String table(List<ApplicationState> applications, Instant now) {
        var table = new Table("APPLICATION", "EPOCH", "LIVE", "STANDBY", "IN PROGRESS");
        for (ApplicationState application : applications) {
            table.row(
                    application.name(),
                    application.epoch(),
                    role(application.live(), now),
                    role(application.standby(), now),
                    role(application.inProgress(), now));
        }
        return table.toString();
    }

    /** For example {@code v2 in b, Probation for 12s}. */
    public static String role(Optional<Role> role, Instant now) {
        return role.map(known -> "%s in %s, %s for %s"
                        .formatted(
                                known.version(),
                                known.slot(),
                                known.stage(),
                                ProgressText.duration(positive(Duration.between(known.since(), now)))))
                .orElse("-");
    }

    /** Two machines' clocks differ a little: nothing lasts less than no time. */
    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
