package dev.baton.router.handler;

import dev.baton.deployment.Application;
import dev.baton.deployment.Deployment;
import dev.baton.router.domain.RequestRecord;
import dev.baton.router.domain.RouteDecisions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a version cost users that the traffic was taken from. */
@Singleton
class RollbackCost {

    private final RequestRecord requests;

    @Inject
    RollbackCost(RequestRecord requests) {
        this.requests = requests;
    }

    /**
     * The reason with the number of requests that failed while the version served; to be asked when the traffic is back,
     * since the last failures are on record a moment later only.
     *
     * @param application as it was before
     * @param restored to whom the traffic went back
     */
    String addedTo(String reason, Application application, Deployment restored) {
        try {
            TimeUnit.MILLISECONDS.sleep(RequestRecord.MOST_LATE_MILLIS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return RouteDecisions.routeOf(application)
                .map(route -> requests.count(
                                application.name(),
                                route,
                                Optional.of(restored.id()),
                                RequestRecord.healthPaths(application))
                        .look()
                        .since())
                .map(since -> reason + "; in all " + since + " failed until the traffic was back")
                .orElse(reason);
    }
}
