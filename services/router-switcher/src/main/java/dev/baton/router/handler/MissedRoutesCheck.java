package dev.baton.router.handler;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while users of this NGINX are answered by a version that the others have left: keep them from it. */
@Readiness
@Singleton
class MissedRoutesCheck implements HealthCheck {

    private final MissedRoutes missed;

    @Inject
    MissedRoutesCheck(MissedRoutes missed) {
        this.missed = missed;
    }

    @Override
    public HealthCheckResponse call() {
        var told = missed.told();
        var response = HealthCheckResponse.named("serves as the other routers").status(told.isEmpty());
        told.forEach((application, reason) -> response.withData(application.value(), reason));
        return response.build();
    }
}
