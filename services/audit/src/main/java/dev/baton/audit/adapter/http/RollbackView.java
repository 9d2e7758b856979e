package dev.baton.audit.adapter.http;

import dev.baton.audit.domain.explanation.WayBack;
import dev.baton.model.DeploymentId;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a rollback is possible.
 *
 * @param deployment the standby; empty where there is none
 * @param until the end of the standby's hold time
 * @param progress the standby's newest sample, where it could serve
 * @param since when it was found that the standby cannot serve
 * @param reason why no rollback is possible
 */
record RollbackView(
        boolean possible,
        Optional<DeploymentId> deployment,
        Optional<String> version,
        Optional<Instant> until,
        Optional<ProgressView> progress,
        Optional<Instant> since,
        Optional<String> reason) {

    static RollbackView of(WayBack way) {
        return switch (way) {
            case WayBack.Open(var standby, var until, var sample) ->
                new RollbackView(
                        true,
                        Optional.of(standby.id()),
                        Optional.of(standby.version()),
                        Optional.of(until),
                        sample.map(known -> ProgressView.of(standby.id(), known)),
                        Optional.empty(),
                        Optional.empty());
            case WayBack.Lost(var standby, var until, var since, var reason) ->
                new RollbackView(
                        false,
                        Optional.of(standby.id()),
                        Optional.of(standby.version()),
                        Optional.of(until),
                        Optional.empty(),
                        Optional.of(since),
                        Optional.of(reason));
            case WayBack.None(var reason) ->
                new RollbackView(
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(reason));
        };
    }
}
