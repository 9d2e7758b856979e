package dev.baton.deployer.handler;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the log has been read. */
@Readiness
class Replayed implements HealthCheck {
    private final Engine engine;

    Replayed(Engine engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("the log has been read")
                .status(engine.isReplayed())
                .build();
    }
}
