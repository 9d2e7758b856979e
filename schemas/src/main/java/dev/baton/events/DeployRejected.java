package dev.baton.events;

import java.util.List;

/** A deployment was refused, with every reason. Nothing was started. */
public record DeployRejected(String version, List<String> reasons) implements LifecycleEvent {

    public DeployRejected {
        reasons = List.copyOf(reasons);
    }
}
