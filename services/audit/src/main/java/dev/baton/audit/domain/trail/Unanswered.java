package dev.baton.audit.domain.trail;

import dev.baton.model.DeploymentId;
import dev.baton.model.EventId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The requests for deployments of one application that no event has answered: those that wait for their turn, and what was
 * asked for a moment ago.
 *
 * @param requests the oldest first, at most {@value #MOST}
 * @param answeredEarly requests whose answer was read before them, for they come from another topic; the last {@value #MOST}
 */
public record Unanswered(List<Asked> requests, List<EventId> answeredEarly) {

    static final int MOST = 100;

    public static final Unanswered NONE = new Unanswered(List.of(), List.of());

    public Unanswered {
        requests = List.copyOf(requests);
        answeredEarly = List.copyOf(answeredEarly);
    }

    /**
     * A request.
     *
     * @param request its event id
     * @param deployment the id that its deployment will have, where the request brings one
     * @param requestedAt when it was asked for
     * @param whileBusy what becomes of it while another deployment is in progress: refuse, queue or supersede
     */
    public record Asked(
            EventId request,
            Optional<DeploymentId> deployment,
            String version,
            String requestedBy,
            Instant requestedAt,
            String whileBusy) {}

    /** With this request as the newest, unless its answer is known. */
    public Unanswered asked(Asked newest) {
        if (answeredEarly.contains(newest.request())) {
            return new Unanswered(
                    requests,
                    answeredEarly.stream()
                            .filter(id -> !id.equals(newest.request()))
                            .toList());
        }
        return new Unanswered(last(requests, newest), answeredEarly);
    }

    /** Without the request that an event names as its cause. */
    public Unanswered answered(EventId cause) {
        var rest = requests.stream()
                .filter(asked -> !asked.request().equals(cause))
                .toList();
        return rest.size() == requests.size() && !answeredEarly.contains(cause)
                ? new Unanswered(requests, last(answeredEarly, cause))
                : new Unanswered(rest, answeredEarly);
    }

    private static <T> List<T> last(List<T> known, T newest) {
        var all = new ArrayList<>(known);
        all.add(newest);
        return all.subList(Math.max(0, all.size() - MOST), all.size());
    }
}
