package dev.baton.events;

import java.util.List;

/**
 * An adoption, promote, rollback, abort, pause or resume was refused, with every reason. Nothing changed.
 *
 * @param request the type of the refused request
 */
public record RequestRejected(String request, List<String> reasons) implements LifecycleEvent {

    public RequestRejected {
        reasons = List.copyOf(reasons);
    }
}
