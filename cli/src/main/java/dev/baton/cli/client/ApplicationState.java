package dev.baton.cli.client;

import java.time.Instant;
import java.util.Optional;

/**
 * An application as audit folds it.
 *
 * @param epoch the number of its route
 * @param live who serves
 * @param standby who served before and can again
 * @param inProgress who is on its way
 */
public record ApplicationState(
        String name, long epoch, Optional<Role> live, Optional<Role> standby, Optional<Role> inProgress) {
    /**
     * A deployment in one of the roles.
     *
     * @param until the end of its probation, or of the time for which it is kept
     * @param progress its newest sample, while it catches up
     * @param verification how far the verification of its data is, while it waits for that
     * @param dataOf the deployment whose database it uses, where it is another one's
     * @param dataVersion the version of its data, where its descriptor names one
     */
    public record Role(
            String deployment,
            String version,
            String slot,
            String stage,
            Instant since,
            Optional<Instant> until,
            Optional<String> reason,
            Optional<Progress> progress,
            Optional<Explanation.Verification> verification,
            Optional<String> dataOf,
            Optional<String> dataVersion) {}
}
