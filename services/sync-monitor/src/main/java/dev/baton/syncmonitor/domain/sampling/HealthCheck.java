package dev.baton.syncmonitor.domain.sampling;

import java.util.Optional;

/** Asks an instance whether it can serve, whether or not it has caught up. */
@FunctionalInterface
public interface HealthCheck {

    /** Why it cannot; empty where it can. Answers within its own time-outs and throws nothing. */
    Optional<String> ailment();
}
