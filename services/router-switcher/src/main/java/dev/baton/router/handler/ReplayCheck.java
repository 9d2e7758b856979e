package dev.baton.router.handler;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once history has been read and the routes are as it says. Applications that cannot be registered are listed; they stop nobody else. */
@Readiness
@Singleton
class ReplayCheck implements HealthCheck {

    private final Replay replay;
    private final SiteKeeper sites;

    @Inject
    ReplayCheck(Replay replay, SiteKeeper sites) {
        this.replay = replay;
        this.sites = sites;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("history read").status(replay.settled());
        sites.faults().forEach((application, fault) -> response.withData(application.value(), fault));
        return response.build();
    }
}
