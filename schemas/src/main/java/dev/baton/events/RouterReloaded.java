package dev.baton.events;

import dev.baton.model.ApplicationName;
import java.util.List;
import java.util.Optional;

/**
 * The router has read its configuration again, because this application is new to it or is reached in another way. Idle
 * connections of all applications were closed by it; a switch does none of that. Changes nothing.
 *
 * @param applications all for which it was done at once, this one among them
 * @param node the name of the router among several; empty where there is only one
 */
public record RouterReloaded(List<ApplicationName> applications, Optional<String> node) implements LifecycleEvent {

    public RouterReloaded {
        applications = List.copyOf(applications);
    }
}
