package dev.baton.cli.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.baton.deployment.Hold;
import dev.baton.deployment.Pause;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An application as audit folds it.
 *
 * @param epoch the number of its route
 * @param live who serves
 * @param standby who served before and can again
 * @param rollback what would come of a rollback; empty where nothing serves, and while the traffic is being moved
 * @param inProgress who is on its way
 * @param paused by whom its traffic was told to stay where it is
 * @param holds the gates that are closed for the one on its way
 * @param queued the requests for deployments that nobody has answered, the oldest first
 * @param queueAwaits what the first of these waits for; empty where it is about to be answered
 */
public record ApplicationState(
        String name,
        long epoch,
        Optional<Role> live,
        Optional<Role> standby,
        Optional<WayBack> rollback,
        Optional<Role> inProgress,
        Optional<Pause> paused,
        @JsonProperty("holds") List<Hold> holds,
        @JsonProperty("queued") List<Queued> queued,
        Optional<String> queueAwaits) {
    public ApplicationState {
        holds = List.copyOf(Objects.requireNonNullElse(holds, List.of()));
        queued = List.copyOf(Objects.requireNonNullElse(queued, List.of()));
    }

    /**
     * Whether a rollback is possible.
     *
     * @param version the standby's; empty where there is none
     * @param until the end of the standby's hold time
     * @param progress the standby's newest sample
     * @param since when it was found that the standby cannot serve
     * @param reason why no rollback is possible
     */
    public record WayBack(
            boolean possible,
            Optional<String> version,
            Optional<Instant> until,
            Optional<Progress> progress,
            Optional<Instant> since,
            Optional<String> reason) {}

    /**
     * A request for a deployment that nobody has answered.
     *
     * @param request its event id
     * @param deployment the id that its deployment will have
     * @param whileBusy what becomes of it while another deployment is in progress
     */
    public record Queued(
            String request,
            Optional<String> deployment,
            String version,
            String requestedBy,
            Instant requestedAt,
            String whileBusy) {}

    /**
     * A deployment in one of the roles.
     *
     * @param until the end of its probation, or of the time for which it is kept
     * @param progress its newest sample, while it catches up
     * @param verification how far the verification of its data is, while it waits for that
     * @param expiresAt when it is ended because nobody promotes it, once that is announced
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
            Optional<Instant> expiresAt,
            Optional<String> dataOf,
            Optional<String> dataVersion) {}
}
