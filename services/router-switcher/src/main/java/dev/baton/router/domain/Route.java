package dev.baton.router.domain;

import dev.baton.model.DeploymentId;
import dev.baton.model.Slot;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an application's traffic goes.
 *
 * @param slot the address behind the router
 * @param epoch the number of the route, from 1; it only grows
 * @param deployment who serves there
 */
public record Route(Slot slot, long epoch, DeploymentId deployment) {

    private static final Pattern NAME = Pattern.compile("([abc])\\.([1-9][0-9]{0,17})\\.([0-9a-f-]{36})");

    public Route {
        if (epoch < 1) {
            throw new IllegalArgumentException("epochs are numbered from 1; this is not one: " + epoch);
        }
    }

    /** How the route is written in the link's target and in the header {@code Baton-Route}: {@code b.42.<deployment>}. */
    public String name() {
        return slot.letter() + "." + epoch + "." + deployment;
    }

    /** Reads what {@link #name()} wrote; empty where the text is anything else. */
    public static Optional<Route> parse(String name) {
        var matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Route(
                    Slot.of(matcher.group(1)), Long.parseLong(matcher.group(2)), DeploymentId.of(matcher.group(3))));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
