package dev.baton.deployer.domain;

import dev.baton.model.Address;

/** Asks an instance whether it can serve. */
public interface HealthProbe {

    /** Asks once, bounded in time. */
    Health ask(Address address, String path);

    /** The answer. */
    sealed interface Health {
        /** It answered 200. */
        record Healthy() implements Health {}

        /** It answered otherwise or not at all; the reason is fit for an event. */
        record Unhealthy(String reason) implements Health {}
    }
}
